import { writeCocoBoxes } from '../boxes/coco.ts';
import { countLosses } from '../losses.ts';
import { fieldsOf, listOf, notReadable, optionalFields, optionalNumber, optionalText, parseJson } from '../reading.ts';
import { sideOf, textOf, type Fields } from '../reading.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, type LabelClass, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { WholeLabel, WrittenLabels } from './record.ts';

// COCO knows boxes and outlines, and no classes of whole photos. Datumaro and CVAT add a file `labels_<part>.json` of
// annotations without a box; being a file of its own, it is in no reader's way that wants boxes in each. A class that
// another lies below is its supercategory.
//
// Source: "COCO data format", cocodataset.org; Datumaro documentation, "COCO", label extension

const part = 'default';

export function writeCocoLabels(set: LabelSet): WrittenLabels {
  const classes = allClasses(set);
  const ids = new Map(classes.map(({ name }, index) => [name, index + 1]));
  const said = set.photos.flatMap(({ labels }, image) =>
    labels.filter(({ state }) => state !== 'rejected').map((label) => ({ image, label })),
  );
  const file = {
    images: set.photos.map(({ file: name, width, height }, image) => ({
      ...{ id: image + 1, file_name: name, width, height },
    })),
    annotations: said.map(({ image, label }, index) => ({
      ...{ id: index + 1, image_id: image + 1, category_id: ids.get(label.className) },
      ...writeLabel(label),
    })),
    categories: classes.map(({ name, parent }, index) => ({ id: index + 1, name, supercategory: parent ?? '' })),
  };
  const files = [
    { path: `annotations/labels_${part}.json`, text: `${JSON.stringify(file)}\n` },
    ...boxFile(set, classes),
  ];
  const extension =
    'COCO has no classes of whole photos: they are annotations without a box in a file of their own, which Datumaro reads.';
  const places = set.photos.map(({ file: name }, photo) => ({ photo, path: `images/${part}/${name}` }));
  return { files, places, losses: [extension, ...labelLosses(set, labelFormats.coco)] };
}

function boxFile({ photos }: LabelSet, classes: readonly LabelClass[]): { path: string; text: string }[] {
  if (photos.every(({ objects }) => objects.length === 0)) return [];
  const annotations = photos.map(({ file, width, height, objects }) => ({ photo: { file, width, height }, objects }));
  const { text } = writeCocoBoxes(
    annotations,
    classes.map(({ name }) => name),
  );
  return [{ path: `annotations/instances_${part}.json`, text }];
}

function writeLabel({ state, confidence, model }: WholeLabel): Fields {
  if (state === 'human') return {};
  return {
    ...(confidence !== undefined && { score: confidence }),
    attributes: { state, ...(model !== undefined && { model }) },
  };
}

/** Annotations with a box are passed over, as they are not of the whole photo. @throws annotation/not-readable */
export function readCocoLabels(text: string): ReadLabels {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  const categories = new Map(
    listOf(file['categories'], 'categories').map((value) => {
      const category = fieldsOf(value, 'a category');
      const name = textOf(category['name'], 'the name of a category');
      return [category['id'], { name, above: optionalText(category['supercategory']) ?? '' }] as const;
    }),
  );
  const labels = new Map<unknown, WholeLabel[]>();
  for (const value of listOf(file['annotations'], 'annotations')) {
    const annotation = fieldsOf(value, 'an annotation');
    if (annotation['bbox'] !== undefined || annotation['segmentation'] !== undefined) {
      losses.note('an annotation of a part of a photo');
      continue;
    }
    const category =
      categories.get(annotation['category_id']) ?? notReadable('an annotation is of a category that is not listed.');
    const own = labels.get(annotation['image_id']) ?? [];
    labels.set(annotation['image_id'], own);
    own.push(readLabel(annotation, category.name));
  }
  const photos = listOf(file['images'], 'images').map((value): LabelledPhoto => {
    const image = fieldsOf(value, 'an image');
    const name = textOf(image['file_name'], 'file_name of an image');
    const size = { width: sideOf(image['width']), height: sideOf(image['height']) };
    return { file: name, ...size, labels: labels.get(image['id']) ?? [], objects: [] };
  });
  return { classes: classesOf([...categories.values()]), photos, losses: losses.sentences() };
}

function readLabel(annotation: Fields, className: string): WholeLabel {
  const { state, model } = optionalFields(annotation['attributes']) as { state?: unknown; model?: unknown };
  if (state !== 'suggested') return { className, state: 'human' };
  const [confidence, network] = [optionalNumber(annotation['score']), optionalText(model)];
  return {
    ...{ className, state },
    ...(confidence !== undefined && { confidence }),
    ...(network !== undefined && { model: network }),
  };
}

/** A supercategory need be no category itself. */
function classesOf(categories: readonly { name: string; above: string }[]): LabelClass[] {
  const named = new Set(categories.map(({ name }) => name));
  const above = [...new Set(categories.map((category) => category.above))].filter(
    (name) => name !== '' && !named.has(name),
  );
  return [
    ...above.map((name) => ({ name, parent: null })),
    ...categories.map((one) => ({
      name: one.name,
      parent: one.above === '' || one.above === one.name ? null : one.above,
    })),
  ];
}
