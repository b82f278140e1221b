import { describe, expect, test } from 'vitest';
import { readLabelmeMasks, writeLabelmeMasks } from '../../../../../electron/runner/vision/index.ts';
import { lettersOf } from '../../segmentation/drawn.ts';
import { allPainted, annotationOf, json, pointsOf } from './drawn.ts';

// Files by hand: what is written is what the format says, and what other programs write is understood.

describe('labelme', () => {
  const file = { imagePath: 'a.jpg', imageWidth: 4, imageHeight: 3, imageData: null };
  const square = {
    label: 'sea',
    points: pointsOf('0,0 2,0 2,2 0,2'),
    shape_type: 'polygon',
  };

  test('is written as polygons, those in holes last, without the picture', () => {
    const { text } = writeLabelmeMasks(annotationOf('aaa', 'aba', 'aaa'));
    expect(JSON.parse(text)).toMatchObject({
      ...{ version: '5.5.0', imagePath: 'a.jpg', imageData: null, imageWidth: 3, imageHeight: 3 },
      shapes: [
        {
          label: 'a',
          shape_type: 'polygon',
          points: pointsOf('3,0 3,3 0,3 0,0'),
        },
        {
          label: 'b',
          shape_type: 'polygon',
          points: pointsOf('2,1 2,2 1,2 1,1'),
        },
      ],
    });
  });

  test('keeps the indices of known classes and puts others after them', () => {
    expect(readLabelmeMasks(json({ ...file, shapes: [square] }), ['sky']).classes).toEqual(['sky', 'sea']);
    const other = { ...square, label: 'sun' };
    expect(readLabelmeMasks(json({ ...file, shapes: [square, other] })).classes).toEqual(['sea', 'sun']);
  });

  test('takes a shape without a type for a polygon, and what reaches beyond the photo as cut off', () => {
    const wide = {
      label: 'sea',
      points: pointsOf('-5,1 9,1 9,2 -5,2'),
    };
    const [annotation] = allPainted(readLabelmeMasks(json({ ...file, shapes: [wide] })));
    expect(annotation && lettersOf(annotation.map)).toEqual(['....', 'aaaa', '....']);
  });

  test('says what is left out when it is read, and that there is no list of classes when it is written', () => {
    const shapes = [
      { ...square, group_id: 4, description: 'deep', flags: { wet: true } },
      { ...square, shape_type: 'mask', mask: 'iVBORw0' },
      { ...square, shape_type: 'rectangle' },
      { ...square, group_id: null, description: '', flags: {} },
    ];
    expect(readLabelmeMasks(json({ ...file, flags: { dark: true, far: false }, text: 'x', shapes })).losses).toEqual([
      'Left out: "text" of the file.',
      'Left out: flag "dark" of the photo.',
      'Left out: "group_id" of a shape.',
      'Left out: "description" of a shape.',
      'Left out: "flags" of a shape.',
      'Left out: a shape of type "mask".',
      'Left out: a shape of type "rectangle".',
    ]);
    expect(writeLabelmeMasks(annotationOf('ab')).losses).toEqual([
      'Left out: the list of classes; a file names only those that it draws.',
    ]);
  });

  test('says that holes which nobody judged are filled, and how many pixels', () => {
    const { losses } = writeLabelmeMasks(annotationOf('aaaa', 'a..a', 'abba', 'aaaa'));
    expect(losses).toContain('Left out: holes that nobody judged; their pixels (2) take the class around them.');
  });

  test.each([
    [
      'two points',
      {
        ...square,
        points: pointsOf('0,0 1,1'),
      },
      'has fewer than three points.',
    ],
    ['a point without y', { ...square, points: [[0, 0], [1, 1], [2]] }, 'has no y.'],
    ['no label', { points: [] }, 'the label of a shape is no text.'],
  ])('a polygon of %s is refused', (_, shape, reason) => {
    expect(() => readLabelmeMasks(json({ ...file, shapes: [shape] }))).toThrow(reason);
  });
});
