import { describe, expect, test } from 'vitest';
import { readCocoMasks, writeCocoMasks } from '../../../../../electron/runner/vision/index.ts';
import { lettersOf } from '../../segmentation/drawn.ts';
import { allPainted, annotationOf, json } from './drawn.ts';

// Files by hand: what is written is what the format says, and what other programs write is understood.

describe('COCO', () => {
  const images = [{ id: 7, file_name: 'a.jpg', width: 4, height: 3 }];
  const categories = [
    { id: 90, name: 'sky' },
    { id: 3, name: 'sea' },
  ];
  const ofSegmentation = (segmentation: unknown): string =>
    json({ images, categories, annotations: [{ id: 1, image_id: 7, category_id: 3, segmentation }] });
  const lettersIn = (text: string): string[] => allPainted(readCocoMasks(text)).flatMap(({ map }) => lettersOf(map));

  test('is written with ids from 1, exact boxes and areas', () => {
    const { text } = writeCocoMasks([annotationOf('.aa', '.a.', '..b')], { as: 'polygons' });
    expect(JSON.parse(text)).toEqual({
      images: [{ id: 1, file_name: 'a.jpg', width: 3, height: 3 }],
      annotations: [
        {
          ...{ id: 1, image_id: 1, category_id: 1, area: 3, bbox: [1, 0, 2, 2], iscrowd: 0 },
          segmentation: [[3, 0, 3, 1, 2, 1, 2, 2, 1, 2, 1, 0]],
        },
        {
          ...{ id: 2, image_id: 1, category_id: 2, area: 1, bbox: [2, 2, 1, 1], iscrowd: 0 },
          segmentation: [[3, 2, 3, 3, 2, 3, 2, 2]],
        },
      ],
      categories: ['a', 'b', 'c'].map((name, index) => ({ id: index + 1, name })),
    });
  });

  test('has run lengths for a region with a hole, and one annotation per class when asked', () => {
    const ring = annotationOf('aaa', 'aba', 'aaa');
    const polygons = JSON.parse(writeCocoMasks([ring], { as: 'polygons' }).text) as { annotations: object[] };
    expect(polygons.annotations[0]).toMatchObject({ segmentation: { size: [3, 3], counts: '0410' }, area: 8 });
    const plain = JSON.parse(writeCocoMasks([annotationOf('aba')], { as: 'plain runs' }).text) as {
      annotations: object[];
    };
    expect(plain.annotations).toMatchObject([
      { segmentation: { size: [1, 3], counts: [0, 1, 1, 1] }, area: 2, bbox: [0, 0, 3, 1], category_id: 1 },
      { segmentation: { size: [1, 3], counts: [1, 1, 1] }, area: 1, bbox: [1, 0, 1, 1], category_id: 2 },
    ]);
  });

  test('is read with any ids, from polygons of several parts and both kinds of run lengths', () => {
    const parts = [
      [0, 0, 1, 0, 1, 3, 0, 3],
      [3, 0, 4, 0, 4, 1, 3, 1],
    ];
    expect(lettersIn(ofSegmentation(parts))).toEqual(['b..b', 'b...', 'b...']);
    expect(lettersIn(ofSegmentation({ size: [3, 4], counts: [1, 2, 9] }))).toEqual(['....', 'b...', 'b...']);
    expect(lettersIn(ofSegmentation({ size: [3, 4], counts: '129' }))).toEqual(['....', 'b...', 'b...']);
  });

  test('parts that overlap are covered once, not cut out of each other', () => {
    const twice = [0, 0, 2, 0, 2, 2, 0, 2];
    expect(lettersIn(ofSegmentation([twice, twice]))).toEqual(['bb..', 'bb..', '....']);
  });

  test('says what is left out of each kind of record', () => {
    const file = {
      ...{ info: { year: 2017 }, licenses: [], categories: [{ id: 1, name: 'sky', supercategory: 'all' }] },
      images: [{ ...images[0], date_captured: '2017' }],
      annotations: [
        { image_id: 7, category_id: 1, iscrowd: 1, score: 0.5, segmentation: { size: [3, 4], counts: [12] } },
        { image_id: 7, category_id: 1, bbox: [0, 0, 1, 1] },
        { image_id: 8, category_id: 1, segmentation: [] },
      ],
    };
    expect(readCocoMasks(json(file)).losses).toEqual([
      'Left out: "info" of the file.',
      'Left out: "licenses" of the file.',
      'Left out: "date_captured" of an image.',
      'Left out: "supercategory" of a category.',
      'Left out: "score" of an annotation.',
      'Left out: that an annotation is of a crowd.',
      'Left out: an annotation without a mask.',
      'Left out: an annotation of an image that is not listed.',
    ]);
  });

  test.each([
    ['not JSON', '{', 'this is not JSON'],
    ['a list', '[]', 'the file is no record.'],
    ['a number of images', json({ images: 3 }), 'images is no list.'],
    ['a polygon of two points', ofSegmentation([[0, 0, 1, 1]]), 'a polygon has 4 numbers'],
    ['half a point', ofSegmentation([[0, 0, 1, 1, 2, 2, 3]]), 'a polygon has 7 numbers'],
    ['a coordinate as text', ofSegmentation([[0, 0, 1, 1, '2', 2]]), 'a coordinate of a polygon is no number.'],
    ['a mask of another size', ofSegmentation({ size: [4, 3], counts: [12] }), 'not of the size of its photo "a.jpg"'],
    ['runs as a record', ofSegmentation({ size: [3, 4], counts: {} }), 'the counts of a mask is no list.'],
    ['broken compressed runs', ofSegmentation({ size: [3, 4], counts: ' ' }), 'broken at character 1.'],
    ['a category from elsewhere', json({ images, annotations: [{ image_id: 7, category_id: 1 }] }), 'not listed.'],
  ])('%s is refused', (_, text, reason) => {
    expect(() => readCocoMasks(text)).toThrow(reason);
  });
});
