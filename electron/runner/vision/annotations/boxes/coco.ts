import { countLosses, type Losses } from '../losses.ts';
import {
  fieldsOf,
  isEmpty,
  listOf,
  notReadable,
  numberOf,
  optionalFields,
  optionalNumber,
  optionalText,
  parseJson,
  sideOf,
  textOf,
  type Fields,
} from '../reading.ts';
import {
  allClassNames,
  given,
  marksMade,
  type AnnotatedObject,
  type AnnotatedPhoto,
  type BoxAnnotation,
  type ReadBoxes,
  type WrittenBoxes,
} from './record.ts';

// COCO, one JSON file for a whole set: bbox is [x, y, width, height] in pixels counted from 0. Ids need not follow on one
// another. What COCO has no field for stands in `attributes`, where CVAT writes it.
//
// Source: "COCO data format", cocodataset.org

const understood = {
  file: ['images', 'annotations', 'categories'],
  image: ['id', 'file_name', 'width', 'height'],
  annotation: ['id', 'image_id', 'category_id', 'bbox', 'area', 'iscrowd', 'score', 'attributes'],
  attributes: ['difficult', 'truncated', 'occluded', 'pose'],
  category: ['id', 'name'],
};

/** @throws annotation/not-readable */
export function readCocoBoxes(text: string): ReadBoxes {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  noteUnknown(losses, file, understood.file, 'the file');
  const images = listOf(file['images'], 'images').map((image) => readImage(image, losses));
  const photos = new Map(images);
  if (photos.size < images.length) notReadable('two images have the same id.');
  const classes = new Map(listOf(file['categories'], 'categories').map((category) => readCategory(category, losses)));
  const objects = new Map([...photos.keys()].map((id) => [id, [] as AnnotatedObject[]]));
  for (const value of listOf(file['annotations'], 'annotations')) {
    const annotation = fieldsOf(value, 'an annotation');
    const own = objects.get(annotation['image_id']);
    if (!own) losses.note('an annotation of an image that is not listed');
    else own.push(...readAnnotation(annotation, classes, losses));
  }
  return {
    annotations: [...photos].map(([id, photo]) => ({ photo, objects: objects.get(id) ?? [] })),
    classNames: [...new Set(classes.values())],
    losses: losses.sentences(),
  };
}

function readImage(value: unknown, losses: Losses): [unknown, AnnotatedPhoto] {
  const image = fieldsOf(value, 'an image');
  noteUnknown(losses, image, understood.image, 'an image');
  const file = textOf(image['file_name'], 'file_name of an image');
  return [image['id'], { file, width: sideOf(image['width']), height: sideOf(image['height']) }];
}

function readCategory(value: unknown, losses: Losses): [unknown, string] {
  const category = fieldsOf(value, 'a category');
  noteUnknown(losses, category, understood.category, 'a category');
  return [category['id'], textOf(category['name'], 'the name of a category')];
}

function readAnnotation(annotation: Fields, classes: ReadonlyMap<unknown, string>, losses: Losses): AnnotatedObject[] {
  noteUnknown(losses, annotation, understood.annotation, 'an annotation');
  const className =
    classes.get(annotation['category_id']) ?? notReadable('an annotation is of a category that is not listed.');
  if (annotation['bbox'] === undefined) {
    losses.note('an annotation without a box');
    return [];
  }
  const sides = listOf(annotation['bbox'], 'a bbox').map((side) => numberOf(side, `bbox of "${className}"`));
  const [x0, y0, width, height] = sides;
  if (x0 === undefined || y0 === undefined || width === undefined || height === undefined || sides.length > 4)
    return notReadable(`bbox of "${className}" has ${sides.length} numbers, not four.`);
  const attributes = optionalFields(annotation['attributes']);
  noteUnknown(losses, attributes, understood.attributes, 'attributes');
  return [
    {
      className,
      box: { x0, y0, x1: x0 + width, y1: y0 + height },
      ...marksMade((mark) => (mark === 'crowd' ? annotation['iscrowd'] === 1 : attributes[mark] === true)),
      ...given('pose', optionalText(attributes['pose'])),
      ...given('score', optionalNumber(annotation['score'])),
    },
  ];
}

/** @param classNames  the classes, in the order of their ids from 1; those of objects that are not listed come after */
export function writeCocoBoxes(
  annotations: readonly BoxAnnotation[],
  classNames: readonly string[] = [],
): WrittenBoxes {
  const all = allClassNames(classNames, annotations);
  const ids = new Map(all.map((name, index) => [name, index + 1]));
  const objects = annotations.flatMap(({ objects: own }, image) => own.map((object) => ({ image, object })));
  const file = {
    images: annotations.map(({ photo }, image) => ({
      id: image + 1,
      file_name: photo.file,
      width: photo.width,
      height: photo.height,
    })),
    annotations: objects.map(({ image, object }, index) => ({
      id: index + 1,
      image_id: image + 1,
      category_id: ids.get(object.className),
      ...writeObject(object),
    })),
    categories: all.map((name, index) => ({ id: index + 1, name })),
  };
  return { text: `${JSON.stringify(file)}\n`, losses: [] };
}

function writeObject({ box: { x0, y0, x1, y1 }, crowd, score, className: _, ...more }: AnnotatedObject): Fields {
  const [width, height] = [x1 - x0, y1 - y0];
  const attributes = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== false));
  return {
    bbox: [x0, y0, width, height],
    area: width * height,
    iscrowd: Number(crowd === true),
    ...given('score', score),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  };
}

function noteUnknown(losses: Losses, fields: Fields, known: readonly string[], of: string): void {
  for (const [name, value] of Object.entries(fields))
    if (!known.includes(name) && !isEmpty(value)) losses.note(`"${name}" of ${of}`);
}
