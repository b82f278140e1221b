import { describe, expect, test } from 'vitest';
import { cornerSide, markOf, markSigns, seeded } from '../../../../electron/runner/vision/index.ts';

const area = cornerSide * cornerSide;
const [perClass, classes] = [8, 3];
const classOf = Int32Array.from({ length: perClass * classes }, (_, photo) => Math.floor(photo / perClass));

/** Corners of a photo of drawn blocks, elsewhere in each; `marked` has a grid of lines at the same place of the lower right corner. */
function signsOf(photo: number, marked: boolean): Int8Array {
  const rng = seeded(photo + 1);
  const light = new Float32Array(4 * area);
  for (let corner = 0; corner < 4; corner += 1) {
    const blocks = Array.from({ length: 17 * 17 }, () => 255 * rng());
    const [right, down] = [Math.floor(8 * rng()), Math.floor(8 * rng())];
    for (let at = 0; at < area; at += 1) {
      const [y, x] = [Math.floor(at / cornerSide), at % cornerSide];
      light[corner * area + at] = (blocks[((y + down) >> 3) * 17 + ((x + right) >> 3)] ?? 0) + 4 * rng();
      const isLine = corner === 3 && y >= 90 && y < 114 && x >= 60 && x < 120 && (x % 6 < 2 || y % 6 < 2);
      if (marked && isLine) light[corner * area + at] = 0.5 * (light[corner * area + at] ?? 0) + 127;
    }
  }
  return markSigns(light);
}

const marksIn = (signs: readonly Int8Array[]) => [0, 1, 2].flatMap((own) => markOf(signs, classOf, own, 1) ?? []);

describe('markOf', () => {
  test('names whose photos carry a mark, where, and which', () => {
    const signs = Array.from(classOf, (own, photo) => signsOf(photo, own === 1 && photo !== 10));
    const marks = marksIn(signs);
    expect(marks).toHaveLength(1);
    const [mark] = marks;
    if (!mark) return;
    const { classIndex, corner, box, photos, of } = mark;
    expect({ classIndex, corner, of }).toEqual({ classIndex: 1, corner: 'bottom right', of: 8 });
    expect(photos).toEqual([8, 9, 11, 12, 13, 14, 15]);
    expect(box.x0).toBeGreaterThan(40);
    expect(box.y0).toBeGreaterThan(60);
  });

  test('photos without one have none', () => {
    expect(marksIn(Array.from(classOf, (_, photo) => signsOf(photo, false)))).toEqual([]);
  });

  test('what all photographers carry tells none of them apart', () => {
    expect(marksIn(Array.from(classOf, (_, photo) => signsOf(photo, true)))).toEqual([]);
  });

  test('a photographer with few photos is not judged', () => {
    const few = Int32Array.from([0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
    const signs = Array.from(few, (own, photo) => signsOf(photo, own === 0));
    expect(markOf(signs, few, 0, 1)).toBeNull();
  });
});
