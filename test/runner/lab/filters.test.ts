import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Emit, encode, floatTensor, graphOf, tensorValue } from '../../../electron/compiler/index.ts';
import { LabSettings, type KnownModel } from '../../../electron/contract/index.ts';
import { readPicture } from '../../../electron/runner/pixels/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { atOnce, never, smallNetwork, type Small } from '../../support/lookedInto.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);

/** Two filters of 3 × 3: one that looks for its second color in the middle, one for green less blue at the left. */
const weights = new Float32Array(2 * 3 * 9);
weights[0 * 27 + 1 * 9 + 4] = 0.5;
weights[1 * 27 + 1 * 9 + 3] = 4;
weights[1 * 27 + 2 * 9 + 3] = -2;

/** A network of one convolution with those weights, whatever else it is like. */
function network(name: string, small: Small, dims: readonly number[] = [2, 3, 3, 3]): KnownModel {
  const model = smallNetwork(at(name), small);
  const emit = new Emit(null);
  emit.initializers.push(floatTensor('w', dims, weights));
  emit.op('Conv', ['picture', 'w'], {}, { outputs: ['edges'] });
  emit.op('Conv', ['edges', 'w2'], {}, { outputs: ['scores'] });
  emit.initializers.push(floatTensor('w2', [1, 2, 1, 1], [1, 1]));
  const side = model.card.preprocessing.width;
  const graph = graphOf(
    'edges',
    emit,
    [tensorValue('picture', 'float32', ['N', dims[1] ?? 3, side, side])],
    [tensorValue('scores', 'float32', ['N', 1, side - 2, side - 2])],
  );
  writeFileSync(model.path, encode(graph));
  return model;
}

async function filtersOf(model: KnownModel, layer: string | null = null) {
  const settings = LabSettings.parse({ method: 'filters', layer });
  const scope = { stop: never, onStop: () => undefined, progress: () => undefined };
  const asked = { model, others: [], photos: [], settings, device: 'cpu', folder: folder.path } as const;
  const { pictures, settings: filled } = await makeInLab(asked, scope, atOnce);
  const [sheet] = pictures;
  if (!sheet) throw new Error('There is no sheet.');
  const { pixels, width } = await readPicture(at(sheet.file), (w, h) => ({ width: w, height: h }));
  /** The color in the middle of a weight: row and column of a filter. */
  const colorAt = (filter: number, row: number, column: number): number[] => {
    const pixel = 3 * ((16 * row + 8) * width + filter * 49 + 16 * column + 8);
    return [...pixels.subarray(pixel, pixel + 3)];
  };
  return { sheet, filled, colorAt };
}

test('each filter stands in its colors around grey, scaled to its own largest weight', async () => {
  const { sheet, filled, colorAt } = await filtersOf(network('rgb.onnx', {}));
  expect(filled).toEqual({ method: 'filters', layer: 'edges' });
  expect(sheet).toMatchObject({ role: 'sheet', about: 'edges', width: 98, height: 49 });
  expect(sheet.cells).toEqual({ columns: 2, labels: ['0', '1'] });
  expect(colorAt(0, 1, 1)).toEqual([128, 255, 128]);
  expect(colorAt(0, 0, 0)).toEqual([128, 128, 128]);
  expect(colorAt(1, 1, 0)).toEqual([128, 255, 64]);
  expect(colorAt(1, 1, 1)).toEqual([128, 128, 128]);
});

test('colors that a network takes in another order are shown in ours', async () => {
  const { colorAt } = await filtersOf(network('bgr.onnx', { colorOrder: 'BGR' }));
  expect(colorAt(1, 1, 0)).toEqual([64, 255, 128]);
  // This one turns them itself, and its convolution reads red first.
  const own = await filtersOf(smallNetwork(at('own.onnx')));
  const turned = await filtersOf(smallNetwork(at('turned.onnx'), { colorOrder: 'BGR' }));
  const row = (seen: typeof own.colorAt) => [0, 1, 2].map((column) => seen(1, 2, column));
  expect(new Set(row(own.colorAt).flat()).size).toBeGreaterThan(5);
  expect(row(turned.colorAt)).toEqual(row(own.colorAt));
  expect([own.sheet.about, turned.sheet.about]).toEqual(['conv1', 'conv1']);
});

test('what has no weights of colors is said so', async () => {
  const model = network('grey.onnx', {}, [2, 1, 3, 9]);
  await expect(filtersOf(model)).rejects.toMatchObject({ code: 'lab/unfit' });
  await expect(filtersOf(smallNetwork(at('small.onnx')), 'conv2')).rejects.toMatchObject({
    code: 'lab/unfit',
    message: expect.stringContaining('"conv2" is no convolution of three channels') as string,
  });
  const { sheet } = await filtersOf(smallNetwork(at('small.onnx'), { layout: 'NHWC' }), 'conv1');
  expect(sheet.cells?.labels).toHaveLength(4);
});
