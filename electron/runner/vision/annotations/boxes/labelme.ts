import { countLosses, noteFields, type Losses } from '../losses.ts';
import {
  fieldsOf,
  isEmpty,
  listOf,
  notReadable,
  numberOf,
  optionalFields,
  optionalNumber,
  parseJson,
  sideOf,
  textOf,
} from '../reading.ts';
import {
  classNamesIn,
  given,
  marks,
  marksMade,
  type AnnotatedObject,
  type BoxAnnotation,
  type ReadBoxes,
  type WrittenBoxes,
} from './record.ts';

// labelme and X-AnyLabeling, one JSON file per photo. A rectangle is two opposite corners in any order, or all four, in
// pixels counted from 0. Marks are flags of a shape; X-AnyLabeling has fields of its own for `difficult` and `score`.
//
// Source: labelme, `labelme/label_file.py`; X-AnyLabeling, user guide, "Custom annotation format"

const formatVersion = '5.5.0';

/** @throws annotation/not-readable */
export function readLabelmeBoxes(text: string): ReadBoxes {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  for (const [name, made] of Object.entries(optionalFields(file['flags'])))
    if (made === true) losses.note(`flag "${name}" of the photo`);
  const photo = {
    file: textOf(file['imagePath'], 'imagePath'),
    width: sideOf(file['imageWidth']),
    height: sideOf(file['imageHeight']),
  };
  const objects = listOf(file['shapes'], 'shapes').flatMap((shape) => readShape(shape, losses));
  const annotations = [{ photo, objects }];
  return { annotations, classNames: classNamesIn(annotations), losses: losses.sentences() };
}

function readShape(value: unknown, losses: Losses): AnnotatedObject[] {
  const shape = fieldsOf(value, 'a shape');
  const className = textOf(shape['label'], 'the label of a shape');
  // Files from before there were other shapes do not say which one.
  const kind = shape['shape_type'] ?? 'polygon';
  if (kind !== 'rectangle') {
    losses.note(`a shape of type ${textOf(kind, 'shape_type')}`);
    return [];
  }
  const flags = optionalFields(shape['flags']);
  for (const [name, made] of Object.entries(flags))
    if (made === true && !marks.some((mark) => mark === name)) losses.note(`flag "${name}" of a shape`);
  for (const name of ['group_id', 'description', 'attributes', 'kie_linking'])
    if (!isEmpty(shape[name])) losses.note(`"${name}" of a shape`);
  return [
    {
      className,
      box: boxOf(listOf(shape['points'], 'points'), className),
      ...marksMade((mark) => flags[mark] === true || (mark === 'difficult' && shape[mark] === true)),
      ...given('score', optionalNumber(shape['score'])),
    },
  ];
}

function boxOf(points: readonly unknown[], className: string) {
  if (points.length !== 2 && points.length !== 4)
    notReadable(`the rectangle of "${className}" has ${points.length} points, not two.`);
  const along = (axis: 0 | 1): number[] =>
    points.map((point) => numberOf(listOf(point, 'a point')[axis], `a corner of "${className}"`));
  const [xs, ys] = [along(0), along(1)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

export function writeLabelmeBoxes(annotation: BoxAnnotation): WrittenBoxes {
  const losses = countLosses();
  noteFields(losses, annotation.objects, ['pose']);
  return { text: labelmeText(annotation), losses: losses.sentences() };
}

/** @param flags  of the whole photo */
export function labelmeText({ photo, objects }: BoxAnnotation, flags: Readonly<Record<string, boolean>> = {}): string {
  const file = {
    version: formatVersion,
    flags,
    shapes: objects.map((object) => ({
      label: object.className,
      points: [
        [object.box.x0, object.box.y0],
        [object.box.x1, object.box.y1],
      ],
      group_id: null,
      description: '',
      shape_type: 'rectangle',
      flags: marksMade((mark) => object[mark] === true),
      ...given('score', object.score),
    })),
    imagePath: photo.file,
    imageData: null,
    imageHeight: photo.height,
    imageWidth: photo.width,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
