import { countLosses, noteFields } from '../losses.ts';
import { labelStudioText, readLabelStudio, type LabelStudioAnswer, type LabelStudioTask } from '../labelStudio.ts';
import { allClassNames, given, type AnnotatedObject, type BoxAnnotation } from './record.ts';
import type { ReadBoxes, WrittenBoxes } from './record.ts';

// Label Studio, as annotations/labelStudio.ts has it: rectangles with a name, in percent of the photo's sides.

/** Boxes of one photo, as one answer. */
export const boxAnswer = ({ photo, objects }: BoxAnnotation): LabelStudioAnswer => ({
  results: objects.map(({ className, box: { x0, y0, x1, y1 }, score }) => ({
    names: [className],
    percent: {
      x: (100 * x0) / photo.width,
      y: (100 * y0) / photo.height,
      width: (100 * (x1 - x0)) / photo.width,
      height: (100 * (y1 - y0)) / photo.height,
    },
    ...given('score', score),
  })),
});

/** Boxes with a score are of a network, and stand among its predictions. */
export function writeLabelStudioBoxes(annotations: readonly BoxAnnotation[]): WrittenBoxes {
  const losses = countLosses();
  const tasks = annotations.map(({ photo, objects }): LabelStudioTask => {
    noteFields(losses, objects, ['difficult', 'truncated', 'occluded', 'crowd', 'pose']);
    const sized = photo.width > 0 && photo.height > 0;
    if (!sized) for (const _ of objects) losses.note('an object of a photo whose size is not known');
    const [found, drawn] = [withScore(objects, true), withScore(objects, false)];
    const answers = (some: readonly AnnotatedObject[]): LabelStudioAnswer[] =>
      some.length > 0 && sized ? [boxAnswer({ photo, objects: some })] : [];
    return { ...photo, annotations: answers(drawn), predictions: answers(found) };
  });
  return { text: labelStudioText(tasks), losses: losses.sentences() };
}

const withScore = (objects: readonly AnnotatedObject[], wanted: boolean): AnnotatedObject[] =>
  objects.filter(({ score }) => (score !== undefined) === wanted);

/** Edges are pixels of the size that the file states. @throws annotation/not-readable */
export function readLabelStudioBoxes(text: string): ReadBoxes {
  const losses = countLosses();
  const annotations = readLabelStudio(text, losses.note).map((task): BoxAnnotation => {
    const { file, width, height } = task;
    const drawn = task.annotations.flatMap((answer) => objectsOf(answer, task, losses.note));
    const found = task.predictions.flatMap((answer) => objectsOf(answer, task, losses.note));
    return { photo: { file, width, height }, objects: [...drawn, ...found] };
  });
  return { annotations, classNames: allClassNames([], annotations), losses: losses.sentences() };
}

function objectsOf(
  { results }: LabelStudioAnswer,
  { width, height }: LabelStudioTask,
  note: (what: string) => void,
): AnnotatedObject[] {
  return results.flatMap(({ names, percent, score }) => {
    if (!percent) {
      for (const _ of names) note('a class of a whole photo');
      return [];
    }
    if (width === 0 || height === 0) {
      note('a box of a photo whose size is not said');
      return [];
    }
    const { x, y, width: wide, height: high } = percent;
    const [scaleX, scaleY] = [width / 100, height / 100];
    const box = { x0: x * scaleX, y0: y * scaleY, x1: (x + wide) * scaleX, y1: (y + high) * scaleY };
    return names.map((className) => ({ className, box, ...given('score', score) }));
  });
}
