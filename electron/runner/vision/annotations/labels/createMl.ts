import { countLosses } from '../losses.ts';
import { fieldsOf, listOf, parseJson, textOf } from '../reading.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { classesIn, humanLabel, plainLabels, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { WholeLabel, WrittenLabels } from './record.ts';

// Create ML's file of a classifier: a list of photos, each with the names of its classes.
//
// Source: Apple, "Creating a multi-label image classifier", developer documentation of Create ML Components

export function writeCreateMlLabels(set: LabelSet): WrittenLabels {
  const entries = set.photos.map((photo) => ({
    filename: photo.file,
    annotations: plainLabels(photo).map(({ className }) => className),
  }));
  return {
    files: [{ path: 'annotations.json', text: `${JSON.stringify(entries, null, 2)}\n` }],
    places: set.photos.map(({ file }, photo) => ({ photo, path: file })),
    losses: labelLosses(set, labelFormats.createml),
  };
}

/** A photo may be called `filename` or `image`; boxes are passed over. @throws annotation/not-readable */
export function readCreateMlLabels(text: string): ReadLabels {
  const losses = countLosses();
  const photos = listOf(parseJson(text), 'the file').map((value): LabelledPhoto => {
    const entry = fieldsOf(value, 'an entry');
    for (const name of Object.keys(entry))
      if (!['filename', 'image', 'annotations'].includes(name)) losses.note(`"${name}" of a photo`);
    const file = textOf(entry['filename'] ?? entry['image'], 'filename').replaceAll('\\', '/');
    const labels = listOf(entry['annotations'], `annotations of "${file}"`).flatMap((one) =>
      readLabel(one, losses.note),
    );
    return { file, width: 0, height: 0, labels, objects: [] };
  });
  return { classes: classesIn(photos), photos, losses: losses.sentences() };
}

function readLabel(value: unknown, note: (what: string) => void): WholeLabel[] {
  if (typeof value === 'string') return [humanLabel(value)];
  const annotation = fieldsOf(value, 'an annotation');
  if (annotation['coordinates'] !== undefined) {
    note('a box');
    return [];
  }
  return [humanLabel(textOf(annotation['label'], 'a label'))];
}
