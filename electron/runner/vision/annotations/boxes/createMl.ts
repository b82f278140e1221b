import { countLosses, noteFields } from '../losses.ts';
import { fieldsOf, listOf, numberOf, parseJson, textOf } from '../reading.ts';
import { classNamesIn, type AnnotatedObject, type BoxAnnotation, type ReadBoxes, type WrittenBoxes } from './record.ts';

// Create ML, one JSON file for a whole set: a list of photos, each with boxes of which x and y are the center, in pixels
// counted from 0. The file does not say how large the photos are.
//
// Source: Apple, "Building an object detector data source", developer documentation of Create ML

/** @throws annotation/not-readable */
export function readCreateMlBoxes(text: string): ReadBoxes {
  const losses = countLosses();
  const annotations = listOf(parseJson(text), 'the file').map((value): BoxAnnotation => {
    const entry = fieldsOf(value, 'an entry');
    for (const name of Object.keys(entry))
      if (name !== 'image' && name !== 'annotations') losses.note(`"${name}" of a photo`);
    const file = textOf(entry['image'], 'image');
    const objects = listOf(entry['annotations'], `annotations of "${file}"`).map(readObject);
    return { photo: { file, width: 0, height: 0 }, objects };
  });
  return { annotations, classNames: classNamesIn(annotations), losses: losses.sentences() };

  function readObject(value: unknown): AnnotatedObject {
    const annotation = fieldsOf(value, 'an annotation');
    for (const name of Object.keys(annotation))
      if (name !== 'label' && name !== 'coordinates') losses.note(`"${name}" of an annotation`);
    const className = textOf(annotation['label'], 'a label');
    const coordinates = fieldsOf(annotation['coordinates'], `coordinates of "${className}"`);
    const at = (name: string): number => numberOf(coordinates[name], `${name} of "${className}"`);
    const [x, y, width, height] = [at('x'), at('y'), at('width'), at('height')];
    return {
      className,
      box: { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 },
    };
  }
}

export function writeCreateMlBoxes(annotations: readonly BoxAnnotation[]): WrittenBoxes {
  const losses = countLosses();
  const entries = annotations.map(({ photo, objects }) => {
    noteFields(losses, objects, ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score']);
    return {
      image: photo.file,
      annotations: objects.map(({ className, box: { x0, y0, x1, y1 } }) => ({
        label: className,
        coordinates: { x: (x0 + x1) / 2, y: (y0 + y1) / 2, width: x1 - x0, height: y1 - y0 },
      })),
    };
  });
  return { text: `${JSON.stringify(entries, null, 2)}\n`, losses: losses.sentences() };
}
