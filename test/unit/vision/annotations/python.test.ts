import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  fileNamesFor,
  labelFormats,
  seeded,
  writeCocoBoxes,
  writeLabels,
  writeVocBoxes,
  writeYoloBoxes,
  type BoxAnnotation,
} from '../../../../electron/runner/vision/index.ts';
import { repository, temporaryFolder } from '../../../support/fovea.ts';
import { classNames, drawnSet, files, options } from './labels/drawn.ts';

// What we write, read by a reader that shares nothing with ours: Python's own library.

const found = spawnSync('python3', ['--version']);
const absent = found.status !== 0;
if (absent) console.warn('skipped: python3 is absent');

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const note = `SEED=${seed}`;
const folder = temporaryFolder();
afterAll(() => folder.remove());

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder.path, name)), { recursive: true });
  writeFileSync(join(folder.path, name), text);
};

type Read = Readonly<Record<string, readonly (string | number)[][]>>;
interface AllRead {
  readonly coco: Read;
  readonly voc: Read;
  readonly yolo: Read;
  readonly vocLabels: Readonly<Record<string, readonly string[]>>;
  readonly cocoLabels: Readonly<Record<string, readonly string[]>>;
  readonly cvatLabels: Readonly<Record<string, readonly string[]>>;
}

/** Boxes at quarters of pixels; YOLO cannot hold a class whose name has a line break. */
function drawnBoxes(): BoxAnnotation[] {
  const rng = seeded(seed);
  const below = (count: number): number => Math.floor(rng() * count);
  return files.map((file, at) => ({
    // Orientations 5 to 8 turn a photo on its side; sizes and boxes are as it is seen.
    photo: { file, width: at % 8 < 4 ? 640 : 480, height: at % 8 < 4 ? 480 : 640 },
    objects: Array.from({ length: below(4) }, () => {
      const [x0, y0] = [below(800) / 4, below(800) / 4];
      return {
        className: classNames[below(classNames.length)]!,
        box: { x0, y0, x1: x0 + (1 + below(900)) / 4, y1: y0 + (1 + below(900)) / 4 },
      };
    }),
  }));
}

const rowsOf = ({ objects }: BoxAnnotation) =>
  objects.map(({ className, box: { x0, y0, x1, y1 } }) => [className, x0, y0, x1, y1]);

describe.skipIf(absent)('Python reads what is written', () => {
  const annotations = drawnBoxes();
  const sets = (['voc', 'coco', 'cvat'] as const).map((format) => {
    const set = drawnSet(seed, { ...labelFormats[format], suggested: false, rejected: false });
    for (const { path, text } of writeLabels(format, set, options).files) write(`labels/${path}`, text);
    return set;
  });
  write('coco.json', writeCocoBoxes(annotations).text);
  annotations.forEach((annotation, at) => {
    write(`voc/${at}.xml`, writeVocBoxes(annotation).text);
    if (annotation.objects.length > 0) write(`yolo/${at}.txt`, writeYoloBoxes(annotation, classNames).text);
  });
  const sizes = annotations.map(({ photo }, at) => [photo.file, { ...photo, labels: `${at}.txt` }]);
  write('yolo/sizes.json', JSON.stringify(Object.fromEntries(sizes)));
  write('yolo/names.json', JSON.stringify(classNames));
  const ran = spawnSync('python3', [join(repository, 'test/peer/annotations.py'), folder.path], {
    ...{ encoding: 'utf8', maxBuffer: 1 << 26 },
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
  });
  const read = (): AllRead => {
    expect(ran.stderr, note).toBe('');
    return JSON.parse(ran.stdout) as AllRead;
  };

  test.each(['coco', 'voc'] as const)('boxes of %s, to the last digit', (format) => {
    const expected = Object.fromEntries(annotations.map((annotation) => [annotation.photo.file, rowsOf(annotation)]));
    expect(read()[format], note).toEqual(expected);
  });

  test('boxes of YOLO within a billionth of a pixel', () => {
    for (const annotation of annotations) {
      const got = read().yolo[annotation.photo.file] ?? [];
      expect(got.map(([name]) => name)).toEqual(annotation.objects.map(({ className }) => className));
      rowsOf(annotation).forEach((row, at) =>
        row.slice(1).forEach((edge, side) => {
          expect(Math.abs(Number(got[at]?.[side + 1]) - Number(edge)), note).toBeLessThan(1e-9);
        }),
      );
    }
  });

  const sorted = (read: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(read).map(([name, classes]) => [name, classes.toSorted()]));

  test('classes of whole photos from the image sets of VOC', () => {
    const names = fileNamesFor(classNames);
    const spoken = sets[0]!.photos.filter(({ labels }) => labels.length > 0);
    const expected = spoken.map(({ file, labels }) => [
      file.replace(/\.jpg$/, ''),
      labels.map(({ className }) => names.get(className)!).sort(),
    ]);
    expect(sorted(read().vocLabels), note).toEqual(Object.fromEntries(expected));
  });

  test.each([
    ['cocoLabels', 1],
    ['cvatLabels', 2],
  ] as const)('classes of whole photos from %s', (format, at) => {
    const expected = sets[at]!.photos.map(({ file, labels }) => [
      file,
      labels.map(({ className }) => className).sort(),
    ]);
    expect(sorted(read()[format]), note).toEqual(Object.fromEntries(expected));
  });
});
