import type { Ring } from '../../segmentation/polygon.ts';
import { countLosses, type Losses } from '../losses.ts';
import { fieldsOf, listOf, notReadable, numberOf, optionalFields, parseJson, sideOf, textOf } from '../reading.ts';
import type { MaskAnnotation, OutlineOptions, ReadMasks, WrittenMasks } from './record.ts';
import { checkedOutlines, filledHoles, nested, shapeLosses } from './writing.ts';

// labelme and X-AnyLabeling, one JSON file per photo: polygons in pixels counted from 0, a later one over those before
// it. Polygons have no holes and there is no list of classes. The photo itself is not put into the file, and shapes of
// type "mask" (a picture as base64) are not written.
//
// Source: labelme, `labelme/label_file.py` and `labelme/utils/shape.py`

const formatVersion = '5.5.0';
const understood = {
  file: ['version', 'shapes', 'imagePath', 'imageData', 'imageHeight', 'imageWidth', 'flags'],
  shape: ['label', 'points', 'shape_type'],
};

/** @throws mask/size, mask/class */
export function writeLabelmeMasks(annotation: MaskAnnotation, { tolerancePx = 0 }: OutlineOptions = {}): WrittenMasks {
  const { photo, classes } = annotation;
  const outlines = nested(checkedOutlines(annotation, tolerancePx));
  const file = {
    version: formatVersion,
    flags: {},
    shapes: outlines.map(({ classIndex, polygon }) => ({
      ...{ label: classes[classIndex], points: polygon.outer },
      ...{ group_id: null, description: '', shape_type: 'polygon', flags: {} },
    })),
    ...{ imagePath: photo.file, imageData: null, imageHeight: photo.height, imageWidth: photo.width },
  };
  return {
    text: `${JSON.stringify(file, null, 2)}\n`,
    losses: [
      ...shapeLosses([annotation], { tolerancePx }),
      ...filledHoles(annotation, outlines),
      'Left out: the list of classes; a file names only those that it draws.',
    ],
  };
}

/**
 * @param classes  known ones, which keep their indices; those that the file names besides come after
 * @throws         annotation/not-readable
 */
export function readLabelmeMasks(text: string, classes: readonly string[] = []): ReadMasks {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  noteFilled(losses, file, understood.file, 'the file');
  for (const [name, made] of Object.entries(optionalFields(file['flags']))) {
    if (made === true) losses.note(`flag "${name}" of the photo`);
  }
  const photo = {
    file: textOf(file['imagePath'], 'imagePath'),
    width: sideOf(file['imageWidth']),
    height: sideOf(file['imageHeight']),
  };
  const drawn = listOf(file['shapes'], 'shapes').flatMap((shape) => readShape(shape, losses));
  const names = [...new Set([...classes, ...drawn.map(({ className }) => className)])];
  const shapes = drawn.map(({ className, ring }) => ({
    classIndex: names.indexOf(className),
    surface: { kind: 'polygons', polygons: [[ring]] } as const,
  }));
  return { classes: names, photos: [{ photo, shapes }], losses: losses.sentences() };
}

function readShape(value: unknown, losses: Losses): { className: string; ring: Ring }[] {
  const shape = fieldsOf(value, 'a shape');
  const className = textOf(shape['label'], 'the label of a shape');
  // Files from before there were other shapes do not say which one.
  const kind = textOf(shape['shape_type'] ?? 'polygon', 'shape_type');
  if (kind !== 'polygon') {
    losses.note(`a shape of type "${kind}"`);
    return [];
  }
  noteFilled(losses, shape, understood.shape, 'a shape');
  const ring = listOf(shape['points'], 'points').map((point) => {
    const [x, y] = listOf(point, 'a point').map((one) => numberOf(one, `a point of "${className}"`));
    return x === undefined || y === undefined ? notReadable(`a point of "${className}" has no y.`) : ([x, y] as const);
  });
  if (ring.length < 3) notReadable(`a polygon of "${className}" has fewer than three points.`);
  return [{ className, ring }];
}

function noteFilled(losses: Losses, fields: Readonly<Record<string, unknown>>, known: readonly string[], of: string) {
  for (const [name, value] of Object.entries(fields)) {
    const empty = value === null || value === '' || value === false;
    const hollow = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (!known.includes(name) && !empty && !hollow) losses.note(`"${name}" of ${of}`);
  }
}
