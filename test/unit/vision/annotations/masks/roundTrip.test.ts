import { describe, expect, test } from 'vitest';
import {
  csvRows,
  derived,
  notJudged,
  readCocoMasks,
  readCvatMasks,
  readGeoJsonMask,
  readLabelmeMasks,
  writeAreasCsv,
  writeCocoMasks,
  writeCvatMasks,
  writeGeoJsonMask,
  writeLabelmeMasks,
  type MaskAnnotation,
  type ReadMasks,
  type WrittenMasks,
} from '../../../../../electron/runner/vision/index.ts';
import { allPainted, annotationOf, drawAnnotation } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

interface Format {
  readonly name: string;
  readonly write: (annotation: MaskAnnotation) => WrittenMasks;
  readonly read: (text: string, classes: readonly string[]) => ReadMasks;
}

const exact: readonly Format[] = [
  ...(['polygons', 'compressed runs', 'plain runs'] as const).map((as) => ({
    ...{ name: `COCO with ${as}`, write: (one: MaskAnnotation) => writeCocoMasks([one], { as }), read: readCocoMasks },
  })),
  { name: 'CVAT with masks', write: (one) => writeCvatMasks([one], { as: 'masks' }), read: readCvatMasks },
  { name: 'GeoJSON', write: writeGeoJsonMask, read: readGeoJsonMask },
];

const withoutHoles: readonly Format[] = [
  { name: 'CVAT with polygons', write: (one) => writeCvatMasks([one], { as: 'polygons' }), read: readCvatMasks },
  { name: 'labelme', write: writeLabelmeMasks, read: readLabelmeMasks },
];

/** 300 classes in stripes, each with a pixel of its neighbour's in it. */
const manyClasses: MaskAnnotation = {
  photo: { file: 'many.jpg', width: 60, height: 15 },
  classes: Array.from({ length: 300 }, (_, index) => `class ${index}`),
  map: {
    ...{ width: 60, height: 15 },
    classOf: Uint16Array.from({ length: 900 }, (_, at) => (Math.floor(at / 3) + Number(at % 7 === 0)) % 300),
  },
};

const corners = [
  annotationOf('...', '...'),
  annotationOf('a'),
  annotationOf('ab', 'ba'),
  annotationOf('aaaaa', 'abbba', 'abcba', 'abbba', 'aaaaa'),
  annotationOf('baa', 'aba', 'aab'),
  annotationOf('.aaa', 'a.aa', 'aa.a', 'aaa.'),
  manyClasses,
];

const judged = ({ map }: MaskAnnotation) => map.classOf.filter((one) => one !== notJudged);

describe.each([...exact, ...withoutHoles])('$name', ({ name, write, read }) => {
  const holes = withoutHoles.some((format) => format.name === name);

  /** Every judged pixel; the others too, unless they are said to be lost. */
  const expectKept = (annotation: MaskAnnotation): void => {
    const { text, losses } = write(annotation);
    const result = read(text, annotation.classes);
    const [back] = allPainted(result);
    expect([result.classes, result.photos.length], `SEED=${seed}`).toEqual([annotation.classes, 1]);
    expect({ ...back?.photo }, `SEED=${seed}`).toEqual(annotation.photo);
    const classOf = back?.map.classOf ?? new Uint16Array();
    const kept = classOf.map((one, at) => (annotation.map.classOf[at] === notJudged ? notJudged : one));
    expect(kept, `SEED=${seed}`).toEqual(annotation.map.classOf);
    const lost = losses.some((loss) => loss.startsWith('Left out: holes that nobody judged'));
    expect(
      kept.some((one, at) => one !== classOf[at]),
      `SEED=${seed}`,
    ).toBe(lost);
    if (!holes) expect(lost).toBe(false);
  };

  test('gives back random maps and names as they were', () => {
    for (let round = 0; round < 60; round += 1) expectKept(drawAnnotation(derived(seed, name, round)));
  });

  test.each(corners.map((annotation, index) => [index, annotation] as const))('gives back case %i', (_, annotation) => {
    expectKept(annotation);
  });

  test('fills what is not covered with a background, if there is to be one', () => {
    const { text } = write(annotationOf('a.', '.b'));
    const known = allPainted(read(text, ['a', 'b', 'c']), 'c')[0];
    expect(known?.classes).toEqual(['a', 'b', 'c']);
    expect([...(known?.map.classOf ?? [])]).toEqual([0, 2, 2, 1]);
    const added = allPainted(read(text, ['a', 'b', 'c']), 'ground')[0];
    expect(added?.classes).toEqual(['a', 'b', 'c', 'ground']);
    expect([...(added?.map.classOf ?? [])]).toEqual([0, 3, 3, 1]);
  });

  test('says that some pixels were not judged, and says nothing of it where all were', () => {
    expect(write(annotationOf('a.')).losses.join()).toContain('nobody judged some pixels (1)');
    expect(write(annotationOf('ab')).losses.join()).not.toContain('judged');
  });

  test('says that classes of one name become one', () => {
    const twins = { ...annotationOf('ab'), classes: ['crane', 'crane'] };
    expect(write(twins).losses).toContain('Left out: which of several classes of one name a pixel is of.');
    expect(judged(allPainted(read(write(twins).text, []))[0]!)).toEqual(Uint16Array.of(0, 0));
  });

  test('refuses a map that is not of the size of its photo, and one with a class that has no name', () => {
    const wide = { ...annotationOf('ab'), photo: { file: 'a.jpg', width: 3, height: 1 } };
    expect(() => write(wide)).toThrow('The mask is 2 × 1 pixels, its photo 3 × 1.');
    expect(() => write({ ...annotationOf('ab'), classes: ['a'] })).toThrow('class 1');
  });
});

describe.each([
  ['COCO', (some: MaskAnnotation[]) => writeCocoMasks(some, { as: 'compressed runs' }), readCocoMasks],
  ['CVAT', (some: MaskAnnotation[]) => writeCvatMasks(some, { as: 'masks' }), readCvatMasks],
] as const)('a set in one file of %s', (_, write, read) => {
  test('keeps its photos in order and puts their classes together by name', () => {
    const set = [
      { ...annotationOf('ab'), classes: ['sea', 'sky'] },
      { ...annotationOf('abc'), photo: { file: 'b.jpg', width: 3, height: 1 }, classes: ['sky', 'sun', 'sea'] },
    ];
    const { classes, photos } = read(write(set).text);
    expect(classes).toEqual(['sea', 'sky', 'sun']);
    expect(photos.map(({ photo }) => photo.file)).toEqual(['a.jpg', 'b.jpg']);
    expect(allPainted(read(write(set).text)).map(({ map }) => [...map.classOf])).toEqual([
      [0, 1],
      [1, 2, 0],
    ]);
  });

  test('may be empty', () => {
    expect(read(write([]).text)).toEqual({ classes: [], photos: [], losses: [] });
  });
});

describe('a tolerance', () => {
  const slope = annotationOf('abbbbb', 'aabbbb', 'aaabbb', 'aaaabb', 'aaaaab', 'aaaaaa');

  test.each([
    ['COCO', (tolerancePx: number) => writeCocoMasks([slope], { as: 'polygons', tolerancePx })],
    ['CVAT', (tolerancePx: number) => writeCvatMasks([slope], { as: 'polygons', tolerancePx })],
    ['labelme', (tolerancePx: number) => writeLabelmeMasks(slope, { tolerancePx })],
    ['GeoJSON', (tolerancePx: number) => writeGeoJsonMask(slope, { tolerancePx })],
  ])('makes a file of %s shorter and is told', (_, write) => {
    expect(write(1).text.length).toBeLessThan(write(0).text.length);
    expect(write(1).losses.join()).toContain('detail of outlines up to 1 px');
    expect(write(0).losses.join()).not.toContain('detail');
  });

  test('does not touch run lengths', () => {
    for (const as of ['compressed runs', 'plain runs'] as const) {
      expect(writeCocoMasks([slope], { as, tolerancePx: 3 })).toEqual(writeCocoMasks([slope], { as }));
    }
    expect(writeCvatMasks([slope], { as: 'masks', tolerancePx: 3 })).toEqual(writeCvatMasks([slope], { as: 'masks' }));
  });
});

test('a table of areas has a line per photo and class, and its names come back from RFC 4180', () => {
  for (let round = 0; round < 40; round += 1) {
    const annotation = drawAnnotation(derived(seed, 'areas', round));
    const [header, ...rows] = csvRows(writeAreasCsv([annotation, annotation], round % 2 === 0).text);
    expect(header?.cells).toEqual(['file', 'class', 'pixels', 'share', 'judged_pixels', 'not_judged_pixels']);
    expect(
      rows.map(({ cells }) => cells[1]),
      `SEED=${seed}`,
    ).toEqual([...annotation.classes, ...annotation.classes]);
    expect(new Set(rows.map(({ cells }) => cells[0]))).toEqual(new Set([annotation.photo.file]));
    for (const [index, { cells }] of rows.slice(0, annotation.classes.length).entries()) {
      const pixels = judged(annotation).filter((one) => one === index).length;
      const all = judged(annotation).length;
      const share = all === 0 ? 0 : pixels / all;
      expect(cells.slice(2).map(Number)).toEqual([pixels, share, all, annotation.map.classOf.length - all]);
    }
  }
  expect(writeAreasCsv([annotationOf('a.b')]).text).toBe(
    'file,class,pixels,share,judged_pixels,not_judged_pixels\r\n' +
      'a.jpg,a,1,0.5,2,1\r\na.jpg,b,1,0.5,2,1\r\na.jpg,c,0,0,2,1\r\n',
  );
  expect(writeAreasCsv([]).losses).toEqual(['Left out: where in the photos the pixels lie.']);
  expect(writeAreasCsv([], true).text.startsWith('\uFEFFfile,')).toBe(true);
});
