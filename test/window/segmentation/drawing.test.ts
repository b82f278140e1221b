import { expect, test } from 'vitest';
import { notJudged, seeded } from '../../../electron/runner/vision/index.ts';
import { looksOf, shownClasses } from '../../../renderer/screens/segmentation/classes.ts';
import { differingShare } from '../../../renderer/screens/segmentation/difference.ts';
import { labelPlaces } from '../../../renderer/screens/segmentation/labelPlaces.ts';
import { painted, type Painting } from '../../../renderer/screens/segmentation/paint.ts';
import { colors, patterns, rgbOf, tileOf } from '../../../renderer/screens/segmentation/patterns.ts';
import type { LookPixels } from '../../../renderer/state/segmentationPixels.ts';

const seed = Number(process.env['SEED'] ?? 7);

const pixelsOf = (rows: readonly string[]): LookPixels => {
  const classOf = Uint16Array.from(
    Array.from(rows.join(''), (letter) => (letter === '?' ? notJudged : Number(letter))),
  );
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, classOf, probability: new Uint8Array(classOf.length) };
};

/** A result whose areas are these: index, name, share. */
const resultOf = (...areas: readonly (readonly [number, string, number])[]) => ({
  ...{ photoWidth: 60, photoHeight: 40, width: 6, height: 4, stepPx: 1, elapsedMs: 1, damaged: false, maps: [] },
  ...{ classes: 'classes.png', probability: 'probability.png' },
  areas: areas.map(([classIndex, className, share]) => ({ classIndex, className, pixels: 1, share })),
});

test('no two classes on a photo look alike while there are looks left, and eight have eight colors', () => {
  const rng = seeded(seed);
  const indices = [...new Set(Array.from({ length: 50 }, () => Math.floor(rng() * 1000)))];
  const result = resultOf(...indices.map((index) => [index, `class ${index}`, rng()] as const));
  const classes = shownClasses([result, null]);
  expect(new Set(classes.map(({ color, pattern }) => `${color} ${pattern}`)).size, `SEED=${seed}`).toBe(indices.length);
  expect(new Set(classes.slice(0, colors).map(({ color }) => color)).size, `SEED=${seed}`).toBe(colors);
});

test('a class looks alike from photo to photo where no larger one has its color', () => {
  const [alone] = shownClasses([resultOf([5, 'cat', 1]), null]);
  const among = shownClasses([resultOf([2, 'dog', 0.7], [5, 'cat', 0.2], [13, 'bird', 0.1]), null]);
  expect(among[1]).toMatchObject({ name: 'cat', color: alone?.color, pattern: alone?.pattern });
  expect(among[2]?.color).not.toBe(among[1]?.color);
});

test('a class of one name is one class, whatever its index with each network', () => {
  const classes = shownClasses([
    resultOf([3, 'cat', 0.9], [4, 'crane', 0.05], [5, 'crane', 0.05]),
    resultOf([281, 'cat', 0.6], [1, 'dog', 0.4]),
  ]);
  expect(classes.map(({ name, shares, indices }) => [name, shares, indices])).toEqual([
    ['cat', [0.9, 0.6], [[3], [281]]],
    ['dog', [null, 0.4], [[], [1]]],
    ['crane', [0.1, null], [[4, 5], []]],
  ]);
});

test('the background is not drawn among others, and is drawn alone', () => {
  const classes = shownClasses([resultOf([0, 'background', 0.9], [1, 'sky', 0.1]), null]);
  expect([...looksOf(classes, 0, null).subarray(0, 3)]).toEqual([0, 2, 0]);
  expect([...looksOf(classes, 0, 'background').subarray(0, 3)]).toEqual([1, 0, 0]);
});

test('the eight patterns differ in ink by a good part of their pixels', () => {
  const inked = patterns.map((isInked) => Array.from({ length: 64 }, (_, at) => isInked(at % 8, at >> 3)));
  for (const [a, first] of inked.entries())
    for (const [b, second] of inked.entries())
      if (a < b)
        expect(first.filter((ink, at) => ink !== second[at]).length, `${a} and ${b}`).toBeGreaterThanOrEqual(8);
});

/** One color per look, so that what is drawn can be read back: 0 nothing, 1 the first look … */
const drawn = (change: Partial<Painting>): string[] => {
  const tiles = new Uint32Array(64 * 3).map((_, at) => 1 + Math.floor(at / 64));
  const looks = new Uint16Array(65_536);
  looks.set([1, 2, 3]);
  const painting: Painting = {
    ...{ width: 8, height: 4, ratio: 1, photo: { x: 0, y: 0, width: 8, height: 4 }, outlined: false },
    ...{ pixels: pixelsOf(['01', '22']), looks, tiles },
    ...change,
  };
  const target = painted(painting);
  return Array.from({ length: painting.height }, (_, y) =>
    [...target.subarray(y * painting.width, (y + 1) * painting.width)].join(''),
  );
};

test('areas fill the photo, wherever it lies on the stage', () => {
  expect(drawn({})).toEqual(['11112222', '11112222', '33333333', '33333333']);
  expect(drawn({ photo: { x: 2, y: 1, width: 4, height: 2 } })).toEqual([
    '00000000',
    '00112200',
    '00333300',
    '00000000',
  ]);
});

test('what was not judged, and classes without a look, stay clear', () => {
  expect(drawn({ pixels: pixelsOf(['0?', '92']) })).toEqual(['11110000', '11110000', '00003333', '00003333']);
});

test('an outline follows borders and the edge of the photo, two window pixels thick at any enlargement', () => {
  const photo = { x: 0, y: 0, width: 12, height: 12 };
  const outlined = drawn({ width: 12, height: 12, photo, pixels: pixelsOf(['0']), outlined: true });
  expect(outlined[0]).toBe('111111111111');
  expect(outlined[5]).toBe('110000000011');
  const sharper = drawn({ width: 24, height: 24, ratio: 2, photo, pixels: pixelsOf(['0']), outlined: true });
  expect(sharper[10]).toBe(`1111${'0'.repeat(16)}1111`);
});

test('a tile has its color where it is not inked, red in the lowest byte', () => {
  expect(tileOf(rgbOf('#102030'), 0)[0]).toBe(0xff302010);
  expect(new Set(tileOf(rgbOf('#102030'), 1)).size).toBe(2);
});

test('two networks differ in the pixels to which they give classes of different names', () => {
  const classes = shownClasses([
    resultOf([0, 'sky', 0.5], [1, 'sea', 0.5]),
    resultOf([7, 'sky', 0.5], [3, 'boat', 0.5]),
  ]);
  const first = pixelsOf(['0011', '0011']);
  // Half as large: each of its pixels stands for four.
  expect(differingShare(first, pixelsOf(['73']), classes)).toBe(0.5);
  expect(differingShare(first, pixelsOf(['77']), classes)).toBe(0.5);
  expect(differingShare(pixelsOf(['0000']), pixelsOf(['77']), classes)).toBe(0);
  expect(differingShare(pixelsOf(['0?00']), pixelsOf(['7??3']), classes)).toBe(0.5);
  expect(differingShare(pixelsOf(['??']), pixelsOf(['77']), classes)).toBeNull();
});

test('a name stands within its class, in the thickest part of it', () => {
  const pixels = pixelsOf([
    '0000000000', //
    '0111000000',
    '0111000110',
    '0111000000',
    '0000000000',
  ]);
  const [place] = labelPlaces(pixels, [1]);
  expect(place).toEqual({ classIndex: 1, x: 0.25, y: 0.5 });
  expect(labelPlaces(pixels, [4])).toEqual([]);
});

test('names of a large look stand within their classes too', () => {
  const [width, height] = [640, 427];
  const classOf = Uint16Array.from({ length: width * height }, (_, at) => (at % width < 200 ? 0 : 1));
  const pixels = { width, height, classOf, probability: new Uint8Array(classOf.length) };
  for (const { classIndex, x, y } of labelPlaces(pixels, [0, 1]))
    expect(classOf[Math.floor(y * height) * width + Math.floor(x * width)]).toBe(classIndex);
});
