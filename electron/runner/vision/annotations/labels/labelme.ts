import { labelmeText } from '../boxes/labelme.ts';
import { fieldsOf, listOf, optionalFields, parseJson, sideOf, textOf } from '../reading.ts';
import { FreeNames, numberedName, partsOf } from './fileNames.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { humanLabel, plainLabels, type LabelSet, type ReadLabels, type WrittenLabels } from './record.ts';

// labelme and X-AnyLabeling, one JSON file beside each photo: classes of the whole photo are its flags that are true.
//
// Source: labelme, `labelme/label_file.py`

export function writeLabelmeLabels(set: LabelSet): WrittenLabels {
  const free = new FreeNames();
  const files = set.photos.flatMap((photo) => {
    const plain = plainLabels(photo);
    if (plain.length === 0 && photo.objects.length === 0) return [];
    const { file, width, height, objects } = photo;
    const flags = Object.fromEntries(plain.map(({ className }) => [className, true] as const));
    const named = { photo: { file: file.slice(file.lastIndexOf('/') + 1), width, height }, objects };
    const path = free.take((attempt) => `${numberedName(partsOf(file).stem, attempt)}.json`);
    return [{ path, text: labelmeText(named, flags) }];
  });
  const places = set.photos.map(({ file }, photo) => ({ photo, path: file }));
  return { files, places, losses: labelLosses(set, labelFormats.labelme) };
}

/** Shapes are passed over, as they are not of the whole photo. @throws annotation/not-readable */
export function readLabelmeLabels(text: string): ReadLabels {
  const file = fieldsOf(parseJson(text), 'the file');
  const flags = Object.entries(optionalFields(file['flags'])).filter(([, made]) => made === true);
  const labels = flags.map(([name]) => humanLabel(name));
  const size = { width: sideOf(file['imageWidth']), height: sideOf(file['imageHeight']) };
  const shapes = listOf(file['shapes'], 'shapes').length;
  return {
    classes: labels.map(({ className }) => ({ name: className, parent: null })),
    photos: [{ file: textOf(file['imagePath'], 'imagePath').replaceAll('\\', '/'), ...size, labels, objects: [] }],
    losses: shapes === 0 ? [] : [`Left out: a shape${shapes === 1 ? '' : ` (${shapes} times)`}.`],
  };
}
