import { describe, expect, test } from 'vitest';
import {
  readCocoBoxes,
  readCreateMlBoxes,
  readCsvBoxes,
  readCvatBoxes,
  readDataYaml,
  readLabelmeBoxes,
  readLabelStudioBoxes,
  readVocBoxes,
  readYoloBoxes,
  seeded,
  writeCocoBoxes,
  writeCreateMlBoxes,
  writeCsvBoxes,
  writeCvatBoxes,
  writeDataYaml,
  writeLabelmeBoxes,
  writeLabelStudioBoxes,
  writeVocBoxes,
  writeYoloBoxes,
  type AnnotatedObject,
  type BoxAnnotation,
  type ReadBoxes,
  type WrittenBoxes,
} from '../../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const note = `SEED=${seed}`;

const names = [
  'dog',
  'guide dog',
  `it's "quoted", twice ""`,
  'Ünïcödé ß',
  '犬 と 猫',
  '🐕‍🦺 service',
  'כלב ו-قطة',
  '#%&<>',
  '</name><name>',
  ']]>',
  '&amp; &#65;',
  'a: b',
  '- dash',
  '*star &anchor !tag | > @ `',
  '{curly} [square], comma',
  'no',
  '1',
  '0x10',
  '~',
  "'",
  '\\',
  '%d\\n',
  'a;b\tc',
  '__proto__',
  'constructor',
  '=1+1',
];
const files = names.map((name) => `some folder/${name.replaceAll('\t', ' ')}.jpg`);
const poses = ['Left', 'Frontal & <half>', '後ろ'];

type Field = 'difficult' | 'truncated' | 'occluded' | 'crowd' | 'pose' | 'score';

/** Objects at quarters of pixels, which every format holds exactly, with only the fields that a format keeps. */
function drawn(rng: () => number, keeps: readonly Field[], sized = true): BoxAnnotation[] {
  const below = (count: number): number => Math.floor(rng() * count);
  const objectOf = (): AnnotatedObject => {
    const [x0, y0] = [below(2000) / 4, below(2000) / 4];
    const said: Partial<AnnotatedObject> = {
      ...(rng() < 0.4 ? { difficult: true } : {}),
      ...(rng() < 0.4 ? { truncated: true } : {}),
      ...(rng() < 0.4 ? { occluded: true } : {}),
      ...(rng() < 0.4 ? { crowd: true } : {}),
      ...(rng() < 0.4 ? { pose: poses[below(poses.length)]! } : {}),
      ...(rng() < 0.4 ? { score: rng() } : {}),
    };
    const kept = Object.entries(said).filter(([field]) => keeps.some((one) => one === field));
    return {
      className: names[below(names.length)]!,
      box: { x0, y0, x1: x0 + (1 + below(1000)) / 4, y1: y0 + (1 + below(1000)) / 4 },
      ...Object.fromEntries(kept),
    };
  };
  return files.map((file) => ({
    photo: { file, width: sized ? 640 : 0, height: sized ? 480 : 0 },
    objects: Array.from({ length: below(5) }, objectOf),
  }));
}

interface Format {
  readonly keeps: readonly Field[];
  readonly sized?: boolean;
  readonly write: (annotations: readonly BoxAnnotation[]) => WrittenBoxes[];
  readonly read: (text: string, annotation: BoxAnnotation) => ReadBoxes;
}

const formats: Record<string, Format> = {
  'Pascal VOC': {
    keeps: ['difficult', 'truncated', 'occluded', 'pose'],
    write: (annotations) => annotations.map((one) => writeVocBoxes(one)),
    read: (text) => readVocBoxes(text),
  },
  'Pascal VOC counted from 0': {
    keeps: ['difficult', 'truncated', 'occluded', 'pose'],
    write: (annotations) => annotations.map((one) => writeVocBoxes(one, 0)),
    read: (text) => readVocBoxes(text, 0),
  },
  COCO: {
    keeps: ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score'],
    write: (annotations) => [writeCocoBoxes(annotations)],
    read: readCocoBoxes,
  },
  CVAT: {
    keeps: ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score'],
    write: (annotations) => [writeCvatBoxes(annotations)],
    read: readCvatBoxes,
  },
  labelme: {
    keeps: ['difficult', 'truncated', 'occluded', 'crowd', 'score'],
    write: (annotations) => annotations.map(writeLabelmeBoxes),
    read: readLabelmeBoxes,
  },
  'Create ML': {
    keeps: [],
    sized: false,
    write: (annotations) => [writeCreateMlBoxes(annotations)],
    read: readCreateMlBoxes,
  },
  CSV: {
    keeps: ['score'],
    sized: false,
    write: (annotations) => [writeCsvBoxes(annotations)],
    read: readCsvBoxes,
  },
  'CSV for spreadsheets': {
    keeps: ['score'],
    sized: false,
    write: (annotations) => [writeCsvBoxes(annotations, true)],
    read: readCsvBoxes,
  },
};

const everything: Field[] = ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score'];

describe.each(Object.entries(formats))('%s', (_, { keeps, sized, write, read }) => {
  test('what is written is read back as it was, and nothing is lost', () => {
    const rng = seeded(seed);
    for (let round = 0; round < 5; round += 1) {
      const annotations = drawn(rng, keeps, sized);
      const written = write(annotations);
      const back = written.flatMap(({ text }, index) => read(text, annotations[index]!).annotations);
      expect(back, note).toEqual(annotations);
      expect(
        written.flatMap(({ losses }) => losses),
        note,
      ).toEqual([]);
      expect(
        written.flatMap(({ text }, index) => read(text, annotations[index]!).losses),
        note,
      ).toEqual([]);
    }
  });

  test('each field that has no place is named as lost', () => {
    const annotations = drawn(seeded(seed), everything);
    const said = everything.filter((field) =>
      annotations.some(({ objects }) => objects.some((object) => object[field] !== undefined)),
    );
    const losses = write(annotations)
      .flatMap((written) => written.losses)
      .join('\n');
    expect(said.length, note).toBe(everything.length);
    expect(said.filter((field) => losses.includes(`"${field}"`)).sort(), note).toEqual(
      said.filter((field) => !keeps.includes(field)).sort(),
    );
  });
});

test('YOLO: boxes come back within a billionth of a pixel, classes as they were', () => {
  const annotations = drawn(seeded(seed), []);
  const { classNames, losses } = readDataYaml(writeDataYaml({ classNames: names }));
  expect([classNames, losses]).toEqual([names, []]);
  for (const annotation of annotations) {
    const written = writeYoloBoxes(annotation, classNames);
    expect(written.losses).toEqual([]);
    const [back] = readYoloBoxes(written.text, annotation.photo, classNames).annotations;
    expect(back!.objects.length, note).toBe(annotation.objects.length);
    for (const [index, { className, box }] of annotation.objects.entries()) {
      const found = back!.objects[index]!;
      expect(found.className, note).toBe(className);
      for (const side of ['x0', 'y0', 'x1', 'y1'] as const)
        expect(Math.abs(found.box[side] - box[side]), note).toBeLessThan(1e-9);
    }
  }
});

test('Label Studio: boxes come back within a billionth of a pixel, those with a score after those that are drawn', () => {
  const annotations = drawn(seeded(seed), ['score']);
  const { text, losses } = writeLabelStudioBoxes(annotations);
  expect(losses).toEqual([]);
  const { annotations: back } = readLabelStudioBoxes(text);
  for (const [index, { photo, objects }] of annotations.entries()) {
    const inOrder = objects.toSorted((a, b) => Number(a.score !== undefined) - Number(b.score !== undefined));
    // The size of a photo stands beside its boxes.
    expect(back[index]!.photo, note).toEqual(objects.length === 0 ? { ...photo, width: 0, height: 0 } : photo);
    expect(
      back[index]!.objects.map(({ className, score }) => [className, score]),
      note,
    ).toEqual(inOrder.map(({ className, score }) => [className, score]));
    for (const [at, { box }] of inOrder.entries())
      for (const side of ['x0', 'y0', 'x1', 'y1'] as const)
        expect(Math.abs(back[index]!.objects[at]!.box[side] - box[side]), note).toBeLessThan(1e-9);
  }
  const every = writeLabelStudioBoxes(drawn(seeded(seed), everything)).losses.join('\n');
  for (const field of everything) expect(every.includes(`"${field}"`), field).toBe(field !== 'score');
});

test('YOLO: fields and classes without a place are named as lost', () => {
  const [annotation] = drawn(seeded(seed), everything).filter(({ objects }) => objects.length > 1);
  const every = annotation!.objects.map((object) => ({
    ...object,
    ...{ difficult: true, truncated: true, occluded: true, crowd: true, pose: 'Left', score: 1 },
  }));
  const { text, losses } = writeYoloBoxes({ photo: annotation!.photo, objects: every }, []);
  expect(text).toBe('');
  for (const field of everything) expect(losses.join('\n'), note).toContain(`"${field}" of an object`);
  expect(losses.join('\n'), note).toContain(`class "${every[0]!.className}", which is not listed`);
});

test('COCO and CVAT keep the order of the classes, also of those without objects', () => {
  const classNames = [...names].reverse();
  const annotations = drawn(seeded(seed), []);
  expect(readCocoBoxes(writeCocoBoxes(annotations, classNames).text).classNames).toEqual(classNames);
  expect(readCvatBoxes(writeCvatBoxes(annotations, classNames).text).classNames).toEqual(classNames);
});

test('a file name of several lines is kept by the formats that can hold one', () => {
  const annotation = { photo: { file: 'a\r\nb\tc.jpg', width: 0, height: 0 }, objects: [] };
  for (const format of ['COCO', 'CVAT', 'labelme', 'Create ML', 'CSV']) {
    const { write, read } = formats[format]!;
    const [written] = write([annotation]);
    expect(read(written!.text, annotation).annotations, format).toEqual([annotation]);
  }
});
