import { describe, expect, test } from 'vitest';
import type { LabelFormat } from '../../../../../electron/contract/index.ts';
import {
  fileNamesFor,
  labelFileKind,
  labelFormats,
  readFolderLabels,
  readLabels,
  writeLabels,
  type LabelledPhoto,
  type LabelSet,
} from '../../../../../electron/runner/vision/index.ts';
import { byFile, classNames, drawnSet, files, options } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const note = `SEED=${seed}`;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const stemOf = (path: string): string => path.replace(/\.[^./]+$/, '');

/** Reads all files of an export as one set; VOC names each photo in the file of every class. */
function readBack(format: LabelFormat, set: LabelSet): LabelSet {
  const { files: written } = writeLabels(format, set, options);
  const read = written.flatMap(({ path, text }) => {
    const kind = labelFileKind(nameOf(path), text);
    if (kind === null) return [];
    expect(kind).toBe(format);
    const one = readLabels(kind, nameOf(path), text);
    // A labelme file names the photo beside it.
    const folder = format === 'labelme' ? path.slice(0, path.lastIndexOf('/') + 1) : '';
    return [{ ...one, photos: one.photos.map((photo) => ({ ...photo, file: `${folder}${photo.file}` })) }];
  });
  const photos = new Map<string, LabelledPhoto>();
  for (const photo of read.flatMap((one) => one.photos)) {
    const known = photos.get(photo.file);
    photos.set(photo.file, { ...photo, labels: [...(known?.labels ?? []), ...photo.labels] });
  }
  return { classes: read.flatMap(({ classes }) => classes), photos: [...photos.values()] };
}

const ofFiles = ['csv', 'coco', 'voc', 'labelme', 'cvat', 'createml', 'labelstudio', 'fiftyone'] as const;

describe('labels written and read again are the same', () => {
  test.each(ofFiles)('as %s', (format) => {
    const holds = labelFormats[format];
    for (let draw = 0; draw < 10; draw += 1) {
      const set = drawnSet(seed + draw, holds);
      const kept = set.photos.filter(({ labels }) => holds.unlabelled || labels.length > 0);
      const vocNames = fileNamesFor(classNames);
      const called = (name: string): string => (format === 'voc' ? (vocNames.get(name) ?? '') : name);
      const expected = kept.map((photo) => ({
        ...photo,
        file: format === 'voc' || format === 'fiftyone' ? stemOf(photo.file) : photo.file,
        labels: photo.labels.map((label) => ({ ...label, className: called(label.className) })),
      }));
      expect(byFile(readBack(format, set).photos), note).toEqual(byFile(expected));
    }
  });

  test('the paths have signs of many scripts and more than 300 characters', () => {
    expect(Math.max(...files.map((file) => file.length))).toBeGreaterThan(275);
    expect(files.some((file) => /[\u0590-\u06ff]/.test(file) || file.includes('#%'))).toBe(true);
  });

  test('COCO keeps which class lies below which', () => {
    const set = drawnSet(seed, labelFormats.coco);
    expect(readBack('coco', set).classes).toEqual(set.classes);
  });
});

describe('folders of photos', () => {
  const folded = (paths: readonly { path: string }[]) =>
    paths.map(({ path }) => ({ file: path, folders: path.split('/').slice(0, -1) }));

  test('are read as the classes that they were written for, one below another, each photo in the folder of each', () => {
    const set = drawnSet(seed, labelFormats.folders);
    const { places, losses } = writeLabels('folders', set, options);
    const read = readFolderLabels(folded(places));
    const labels = set.photos.flatMap((photo) => photo.labels.map(() => nameOf(photo.file)));
    expect(places).toHaveLength(labels.length);
    expect(read.photos.every((photo) => photo.labels.length === 1)).toBe(true);
    expect(
      losses.some((loss) => loss.startsWith('“a/b” is the folder “a_b”')),
      note,
    ).toBe(true);
    const depth = new Map(read.classes.map(({ name, parent }) => [name, parent]));
    for (const { name, parent } of read.classes) if (parent !== null) expect(depth.has(parent), name).toBe(true);
  });

  test('have one place for each photo, even where names differ in case only', () => {
    const photo = (file: string): LabelledPhoto => ({
      ...{ file, width: 0, height: 0, objects: [] },
      labels: [{ className: 'dog', state: 'human' }],
    });
    const set = { classes: [], photos: ['a/x.jpg', 'b/X.JPG', 'c/x.jpg'].map(photo) };
    expect(writeLabels('folders', set, options).places.map(({ path }) => path)).toEqual([
      'dog/x.jpg',
      'dog/X (2).JPG',
      'dog/x (3).jpg',
    ]);
  });

  test('called alike at two places are two classes', () => {
    const { classes } = readFolderLabels(folded([{ path: 'animal/cat/a.jpg' }, { path: 'toy/cat/b.jpg' }]));
    expect(classes).toEqual([
      { name: 'animal', parent: null },
      { name: 'animal/cat', parent: 'animal' },
      { name: 'toy', parent: null },
      { name: 'toy/cat', parent: 'toy' },
    ]);
  });

  test('of YOLO hold each photo once, some of each class in either part, by the seed alone', () => {
    const set = drawnSet(seed, labelFormats.yolo);
    const { places } = writeLabels('yolo', set, options);
    expect(new Set(places.map(({ photo }) => photo)).size).toBe(places.length);
    expect(writeLabels('yolo', set, options).places).toEqual(places);
    const parts = new Set(places.map(({ path }) => path.split('/')[0]));
    expect([...parts].sort(), note).toEqual(['train', 'val']);
  });

  test('of copies of one photo are all in one part', () => {
    const set = drawnSet(seed, labelFormats.yolo);
    const groups = Int32Array.from(set.photos, (_, at) => at % 7);
    const { places } = writeLabels('yolo', set, { ...options, groups });
    const partsOf = Map.groupBy(places, ({ photo }) => photo % 7);
    for (const group of partsOf.values()) expect(new Set(group.map(({ path }) => path.split('/')[0])).size).toBe(1);
  });
});
