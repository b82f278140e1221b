import type { Ring } from '../../segmentation/polygon.ts';
import { decompressedRuns } from '../../segmentation/runLengths.ts';
import { countLosses, type Losses } from '../losses.ts';
import { fieldsOf, listOf, notReadable, numberOf, parseJson, sideOf, textOf, type Fields } from '../reading.ts';
import type { AnnotatedPhoto } from '../boxes/record.ts';
import type { DrawnPhoto, ReadMasks, Shape, Surface } from './record.ts';

// The other half of coco.ts, where the format is told.

const understood = {
  file: ['images', 'annotations', 'categories'],
  image: ['id', 'file_name', 'width', 'height'],
  annotation: ['id', 'image_id', 'category_id', 'segmentation', 'area', 'bbox', 'iscrowd'],
  category: ['id', 'name'],
};

interface OpenPhoto extends DrawnPhoto {
  readonly shapes: Shape[];
}

/** @throws annotation/not-readable */
export function readCocoMasks(text: string): ReadMasks {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  noteUnknown(losses, file, understood.file, 'the file');
  const photos = new Map(listOf(file['images'], 'images').map((image) => readImage(image, losses)));
  const categories = listOf(file['categories'], 'categories').map((category) => readCategory(category, losses));
  const classIndices = new Map(categories.map(({ id }, index) => [id, index]));
  for (const value of listOf(file['annotations'], 'annotations')) {
    const annotation = fieldsOf(value, 'an annotation');
    const drawn = photos.get(annotation['image_id']);
    if (drawn) drawn.shapes.push(...readAnnotation(annotation, drawn.photo, classIndices, losses));
    else losses.note('an annotation of an image that is not listed');
  }
  return {
    ...{ classes: categories.map(({ name }) => name), photos: [...photos.values()], losses: losses.sentences() },
  };
}

function readImage(value: unknown, losses: Losses): [unknown, OpenPhoto] {
  const image = fieldsOf(value, 'an image');
  noteUnknown(losses, image, understood.image, 'an image');
  const file = textOf(image['file_name'], 'file_name of an image');
  const photo = { file, width: sideOf(image['width']), height: sideOf(image['height']) };
  return [image['id'], { photo, shapes: [] }];
}

function readCategory(value: unknown, losses: Losses): { id: unknown; name: string } {
  const category = fieldsOf(value, 'a category');
  noteUnknown(losses, category, understood.category, 'a category');
  return { id: category['id'], name: textOf(category['name'], 'the name of a category') };
}

function readAnnotation(
  annotation: Fields,
  photo: AnnotatedPhoto,
  classIndices: ReadonlyMap<unknown, number>,
  losses: Losses,
): Shape[] {
  noteUnknown(losses, annotation, understood.annotation, 'an annotation');
  if (annotation['iscrowd'] === 1) losses.note('that an annotation is of a crowd');
  const classIndex = classIndices.get(annotation['category_id']);
  if (classIndex === undefined) return notReadable('an annotation is of a category that is not listed.');
  const { segmentation } = annotation as { readonly segmentation?: unknown };
  if (segmentation === undefined || segmentation === null) {
    losses.note('an annotation without a mask');
    return [];
  }
  if (!Array.isArray(segmentation)) return [{ classIndex, surface: readRuns(fieldsOf(segmentation, 'a mask'), photo) }];
  const polygons = listOf(segmentation, 'a mask').map((polygon) => [readPolygon(listOf(polygon, 'a polygon'))]);
  return [{ classIndex, surface: { kind: 'polygons', polygons } }];
}

function readRuns(mask: Fields, { file, width, height }: AnnotatedPhoto): Surface {
  const [rows, columns] = listOf(mask['size'], 'the size of a mask');
  if (rows !== height || columns !== width) notReadable(`a mask is not of the size of its photo "${file}".`);
  const { counts } = mask as { readonly counts?: unknown };
  return {
    kind: 'columns',
    counts:
      typeof counts === 'string'
        ? decompressedRuns(counts)
        : listOf(counts, 'the counts of a mask').map((count) => numberOf(count, 'a run length')),
  };
}

function readPolygon(numbers: readonly unknown[]): Ring {
  if (numbers.length < 6 || numbers.length % 2 !== 0) {
    notReadable(`a polygon has ${numbers.length} numbers, not two for each of three points or more.`);
  }
  const at = (index: number): number => numberOf(numbers[index], 'a coordinate of a polygon');
  return Array.from({ length: numbers.length / 2 }, (_, point) => [at(2 * point), at(2 * point + 1)] as const);
}

function noteUnknown(losses: Losses, fields: Fields, known: readonly string[], of: string): void {
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name) && value !== null) losses.note(`"${name}" of ${of}`);
  }
}
