import { fieldsOf, listOf, notReadable, parseJson, textOf } from '../reading.ts';
import { FreeNames, numberedName, partsOf } from './fileNames.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, humanLabel, plainLabels, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { WrittenLabels } from './record.ts';

// FiftyOneImageClassificationDataset: photos in data/, and labels.json with the list of classes and, for each photo by its
// path in there without an ending, the number of its class, a list of them, or null.
//
// Source: FiftyOne documentation, "Loading datasets from disk", FiftyOneImageClassificationDataset

export function writeFiftyOneLabels(set: LabelSet): WrittenLabels {
  const classes = allClasses(set).map(({ name }) => name);
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const free = new FreeNames();
  const named = set.photos.map((photo, position) => {
    const { stem, extension } = partsOf(photo.file);
    const id = free.take((attempt) => numberedName(stem, attempt));
    const own = plainLabels(photo).map(({ className }) => numbers.get(className) ?? -1);
    return { id, path: `data/${id}${extension}`, photo: position, target: own.length > 1 ? own : (own[0] ?? null) };
  });
  const labels = Object.fromEntries(named.map(({ id, target }) => [id, target]));
  const text = `${JSON.stringify({ classes, labels }, null, 1)}\n`;
  return {
    files: [{ path: 'labels.json', text }],
    places: named.map(({ photo, path }) => ({ photo, path })),
    losses: labelLosses(set, labelFormats.fiftyone),
  };
}

/** Targets are numbers where there are classes, else names; also records with a `label`. @throws annotation/not-readable */
export function readFiftyOneLabels(text: string): ReadLabels {
  const file = fieldsOf(parseJson(text), 'the file');
  const listed = file['classes'] ?? null;
  const classes = listed === null ? null : listOf(listed, 'classes').map((name) => textOf(name, 'the name of a class'));
  const nameOf = (target: unknown): string => {
    const plain = typeof target === 'object' && target !== null ? fieldsOf(target, 'a target')['label'] : target;
    if (classes === null || typeof plain === 'string') return textOf(plain, 'a target');
    return classes[Number(plain)] ?? notReadable(`there is no class number ${String(plain)}.`);
  };
  const photos = Object.entries(fieldsOf(file['labels'], 'labels')).map(([id, target]): LabelledPhoto => {
    const targets = target === null ? [] : Array.isArray(target) ? (target as unknown[]) : [target];
    return { file: id, width: 0, height: 0, labels: targets.map((one) => humanLabel(nameOf(one))), objects: [] };
  });
  const known = (classes ?? []).map((name) => ({ name, parent: null }));
  return { classes: allClasses({ classes: known, photos }), photos, losses: [] };
}
