import { expect, test } from 'vitest';
import { middlePart, partBetween, partByKey } from '../../../../renderer/screens/library/find/partBox.ts';

const photo = { width: 300, height: 200 };

test('a part is the same from whichever corner it is drawn, and ends where the photo does', () => {
  const part = { x0: 10, y0: 20, x1: 110, y1: 90 };
  expect(partBetween({ x: 10, y: 20 }, { x: 110, y: 90 }, photo)).toEqual(part);
  expect(partBetween({ x: 110, y: 20 }, { x: 10, y: 90 }, photo)).toEqual(part);
  expect(partBetween({ x: -50, y: -50 }, { x: 400, y: 400 }, photo)).toEqual({ x0: 0, y0: 0, x1: 300, y1: 200 });
});

test('a press without a drag, and a drag beside the photo, mark nothing', () => {
  expect(partBetween({ x: 10, y: 20 }, { x: 11, y: 21 }, photo)).toBeNull();
  expect(partBetween({ x: 310, y: 20 }, { x: 390, y: 90 }, photo)).toBeNull();
});

test('arrows move a part without changing its size, as far as the photo goes', () => {
  let part = middlePart(photo);
  for (let i = 0; i < 100; i += 1) part = partByKey(part, 'ArrowRight', false, photo);
  expect(part.x1).toBeCloseTo(300);
  expect(part.x1 - part.x0).toBeCloseTo(100);
  expect(part.y0).toBeCloseTo(200 / 3);
});

test('Shift and arrows move its last corner, which stays within the photo and right of the first', () => {
  const part = middlePart(photo);
  let narrow = part;
  for (let i = 0; i < 100; i += 1) narrow = partByKey(narrow, 'ArrowLeft', true, photo);
  expect(narrow.x0).toBeCloseTo(part.x0);
  expect(narrow.x1 - narrow.x0).toBeCloseTo(4);
  let wide = part;
  for (let i = 0; i < 100; i += 1) wide = partByKey(wide, 'ArrowDown', true, photo);
  expect(wide).toEqual({ ...part, y1: 200 });
});
