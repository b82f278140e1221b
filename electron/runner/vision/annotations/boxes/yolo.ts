import { countLosses, noteFields } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import { given, type AnnotatedObject, type AnnotatedPhoto, type BoxAnnotation } from './record.ts';
import type { ReadBoxes, WrittenBoxes } from './record.ts';

// YOLO, one text file per photo: a line `class x y width height` for each object, the class counted from 0 in the order
// of data.yaml, x and y those of the center, all four as shares of the photo's sides. A sixth number is a score; more
// numbers are the corners of an outline.
//
// Source: Ultralytics documentation, "Object detection datasets overview" and "Instance segmentation datasets overview"

/**
 * @param photo       with its size, which the file does not hold
 * @param classNames  from data.yaml
 * @throws            annotation/not-readable
 */
export function readYoloBoxes(text: string, photo: AnnotatedPhoto, classNames: readonly string[]): ReadBoxes {
  const losses = countLosses();
  const objects = text.split(/\r\n|\r|\n/).flatMap((line, index): AnnotatedObject[] => {
    if (line.trim() === '') return [];
    const where = `line ${index + 1}`;
    const [label, ...numbers] = line
      .trim()
      .split(/\s+/)
      .map((word) => numberIn(word, `"${word}" in ${where}`));
    const className = classNames[label ?? -1] ?? notReadable(`${where} is of class ${label}, which has no name.`);
    const outlined = numbers.length >= 6 && numbers.length % 2 === 0;
    if (outlined) losses.note('the outline of an object, all but its extent');
    else if (numbers.length !== 4 && numbers.length !== 5)
      notReadable(`${where} has ${numbers.length + 1} numbers, not five.`);
    const [x0, y0, x1, y1] = outlined ? extentOf(numbers) : edgesOf(numbers);
    const box = { x0: x0 * photo.width, y0: y0 * photo.height, x1: x1 * photo.width, y1: y1 * photo.height };
    return [{ className, box, ...given('score', outlined ? undefined : numbers[4]) }];
  });
  return { annotations: [{ photo, objects }], classNames, losses: losses.sentences() };
}

type Edges = readonly [x0: number, y0: number, x1: number, y1: number];

const edgesOf = ([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Edges => [
  x - width / 2,
  y - height / 2,
  x + width / 2,
  y + height / 2,
];

function extentOf(numbers: readonly number[]): Edges {
  const [xs, ys] = [numbers.filter((_, at) => at % 2 === 0), numbers.filter((_, at) => at % 2 === 1)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * The text for one photo; with no objects there is nothing to write, and no file is usual.
 *
 * @param classNames  as data.yaml has them; objects of other classes are left out
 */
export function writeYoloBoxes({ photo, objects }: BoxAnnotation, classNames: readonly string[]): WrittenBoxes {
  const losses = countLosses();
  const known = new Map(classNames.map((name, index) => [name, index]));
  noteFields(losses, objects, ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score']);
  const lines = objects.flatMap(({ className, box: { x0, y0, x1, y1 } }) => {
    const label = known.get(className);
    if (label === undefined) losses.note(`an object of class "${className}", which is not listed`);
    else if (photo.width <= 0 || photo.height <= 0) losses.note('an object of a photo whose size is not known');
    else {
      const [x, y] = [(x0 + x1) / 2 / photo.width, (y0 + y1) / 2 / photo.height];
      return [`${label} ${x} ${y} ${(x1 - x0) / photo.width} ${(y1 - y0) / photo.height}\n`];
    }
    return [];
  });
  return { text: lines.join(''), losses: losses.sentences() };
}
