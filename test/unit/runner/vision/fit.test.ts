import { expect, test } from 'vitest';
import type { Preprocessing } from '../../../../electron/contract/index.ts';
import { fitOf, paddingColor } from '../../../../electron/runner/vision/index.ts';

const card = (fit: Preprocessing['fit'], shortSide = 256): Preprocessing => ({
  fit,
  shortSide,
  width: 224,
  height: 224,
  layout: 'NCHW',
  colorOrder: 'RGB',
  mean: [0, 0, 0],
  std: [1, 1, 1],
});

test('crop keeps proportions and takes the centre', () => {
  expect(fitOf(1024, 512, card('crop'))).toEqual({
    resizedWidth: 512,
    resizedHeight: 256,
    left: 144,
    top: 16,
    width: 224,
    height: 224,
    seen: { x0: 288, y0: 32, x1: 736, y1: 480 },
  });
});

test('crop enlarges a small photo just until the input is filled', () => {
  const fit = fitOf(100, 100, card('crop', 128));
  expect([fit.resizedWidth, fit.resizedHeight, fit.left, fit.top]).toEqual([224, 224, 0, 0]);
});

test('crop takes all of a photo that has the size of the input already', () => {
  expect(fitOf(224, 224, card('crop')).seen).toEqual({ x0: 0, y0: 0, x1: 224, y1: 224 });
});

test('pad shows the whole photo and reaches outside it', () => {
  const fit = fitOf(448, 224, card('pad'));
  expect([fit.resizedWidth, fit.resizedHeight, fit.left, fit.top]).toEqual([224, 112, 0, -56]);
  expect(fit.seen).toEqual({ x0: 0, y0: -112, x1: 448, y1: 336 });
});

test('squash shows exactly the whole photo', () => {
  expect(fitOf(4000, 3000, card('squash')).seen).toEqual({ x0: 0, y0: 0, x1: 4000, y1: 3000 });
});

test('a sliver one pixel high still has a pixel after resizing', () => {
  expect(fitOf(30000, 1, card('pad')).resizedHeight).toBe(1);
});

test('padding has the color that becomes zero, whatever the channel order', () => {
  const mean = [123.675, 116.28, 103.53] as const;
  expect(paddingColor({ ...card('pad'), mean: [...mean] })).toEqual({ r: 124, g: 116, b: 104 });
  const reversed = { ...card('pad'), colorOrder: 'BGR', mean: [103.53, 116.28, 123.675] } as const;
  expect(paddingColor({ ...reversed, mean: [...reversed.mean] })).toEqual({ r: 124, g: 116, b: 104 });
});
