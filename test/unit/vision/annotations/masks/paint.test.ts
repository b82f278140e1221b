import { describe, expect, test } from 'vitest';
import { painted, type DrawnPhoto } from '../../../../../electron/runner/vision/index.ts';
import { lettersOf } from '../../segmentation/drawn.ts';

describe('painting', () => {
  const photo = { file: 'a.jpg', width: 3, height: 2 };
  const row = (counts: number[], part: object = {}): DrawnPhoto['shapes'][number] => ({
    ...{ classIndex: 0, surface: { kind: 'rows', counts, part: { left: 0, top: 0, width: 3, height: 2, ...part } } },
  });

  test('says what lies under other shapes, and that objects of one class are put together', () => {
    const shapes = [row([0, 4, 2]), { ...row([3, 3]), classIndex: 1 }, row([5, 1])];
    const { annotation, losses } = painted({ photo, shapes }, ['a', 'b']);
    expect(lettersOf(annotation.map)).toEqual(['aaa', 'bba']);
    expect(losses).toEqual([
      'Left out: which of several shapes of one class a pixel belonged to.',
      'Left out: what lies under shapes of another class (pixels: 2).',
    ]);
    expect(painted({ photo, shapes: [row([0, 6])] }, ['a']).losses).toEqual([]);
  });

  test.each([
    [{ left: 1 }, [6], 'reaches beyond its photo'],
    [{ top: -1 }, [6], 'reaches beyond its photo'],
    [{ width: 0 }, [0], 'reaches beyond its photo'],
    [{}, [5], 'add up to 5 pixels instead of 6.'],
  ])('a mask of part %j and runs %j is refused', (part, counts, reason) => {
    expect(() => painted({ photo, shapes: [row(counts, part)] }, ['a'])).toThrow(reason);
  });

  test.each([
    [{ width: 0 }, 'does not say how many pixels'],
    [{ width: 2.5 }, 'does not say how many pixels'],
    [{ width: 1e6, height: 1e6 }, 'would be 1000000 megapixels, more than the limit of 100.'],
  ])('a photo of %j is refused before it is painted', (size, reason) => {
    expect(() => painted({ photo: { ...photo, ...size }, shapes: [] }, ['a'])).toThrow(reason);
  });
});
