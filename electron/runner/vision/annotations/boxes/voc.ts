import { escapeXml, heldByXml, parseXml, type XmlElement } from '../xml.ts';
import type { Box } from '../../detection/box.ts';
import { childOf, childrenOf, childText, isYes, sideIn } from './elements.ts';
import { countLosses, noteFields, type Losses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import {
  classNamesIn,
  given,
  marksMade,
  type AnnotatedObject,
  type BoxAnnotation,
  type ReadBoxes,
  type WrittenBoxes,
} from './record.ts';

// Pascal VOC, one XML file per photo. The challenge counts pixels from 1 and includes the last one, so that a box of the
// whole photo runs from 1 to its width; ours counts from 0 and excludes it.
//
// Source: Everingham and Winn, "The PASCAL visual object classes challenge 2012 development kit", section on annotations.

const understood = {
  annotation: ['folder', 'filename', 'path', 'segmented', 'size', 'object'],
  object: ['name', 'bndbox', 'pose', 'truncated', 'difficult', 'occluded'],
};
const unsaidPose = 'Unspecified';

/**
 * @param firstPixel  what the first pixel is counted as: 1 as the challenge has it; 0 for tools that write edges, from 0
 *                    to the width
 * @throws            annotation/not-readable
 */
export function readVocBoxes(text: string, firstPixel: 0 | 1 = 1): ReadBoxes {
  const root = parseXml(text);
  if (root.name !== 'annotation') notReadable(`the outermost element is <${root.name}>, not <annotation>.`);
  const losses = countLosses();
  noteUnknown(losses, root, understood.annotation);
  const size = childOf(root, 'size');
  const side = (name: string): number => sideIn(size && childText(size, name));
  const objects = childrenOf(root, 'object').flatMap((element) => readObject(element, firstPixel, losses));
  const photo = { file: childText(root, 'filename') ?? '', width: side('width'), height: side('height') };
  const annotations = [{ photo, objects }];
  return { annotations, classNames: classNamesIn(annotations), losses: losses.sentences() };
}

function readObject(element: XmlElement, firstPixel: number, losses: Losses): AnnotatedObject[] {
  const className = childText(element, 'name') ?? notReadable('an object has no name.');
  const corners = childOf(element, 'bndbox');
  noteUnknown(losses, element, understood.object);
  if (!corners) {
    losses.note('an object without a box');
    return [];
  }
  const pose = childText(element, 'pose');
  return [
    {
      className,
      box: readCorners(corners, className, firstPixel),
      ...marksMade((mark) => isYes(childText(element, mark))),
      ...given('pose', pose === unsaidPose || pose === '' ? undefined : pose),
    },
  ];
}

function readCorners(corners: XmlElement, className: string, firstPixel: number): Box {
  const at = (name: string): number => numberIn(childText(corners, name), `${name} of "${className}"`);
  const [x0, x1] = edgesOf(at('xmin'), at('xmax'), firstPixel);
  const [y0, y1] = edgesOf(at('ymin'), at('ymax'), firstPixel);
  return { x0, y0, x1, y1 };
}

/** Some tools write the larger end first. That `min` is above `max` does not show it: in a box of half a pixel it is. */
const edgesOf = (min: number, max: number, firstPixel: number): [number, number] =>
  min - firstPixel < max ? [min - firstPixel, max] : [max - firstPixel, min];

/** Parts of pixels are written as they are. @param firstPixel  as in `readVocBoxes` */
export function writeVocBoxes({ photo, objects }: BoxAnnotation, firstPixel: 0 | 1 = 1): WrittenBoxes {
  const losses = countLosses();
  noteFields(losses, objects, ['crowd', 'score']);
  for (const { className } of objects) if (!heldByXml(className)) losses.note('a character that XML cannot hold');
  const lines = [
    '<annotation>',
    `  <filename>${escapeXml(photo.file)}</filename>`,
    `  <size><width>${photo.width}</width><height>${photo.height}</height><depth>3</depth></size>`,
    '  <segmented>0</segmented>',
    ...objects.flatMap((object) => writeObject(object, firstPixel)),
    '</annotation>',
  ];
  return { text: `${lines.join('\n')}\n`, losses: losses.sentences() };
}

function writeObject({ className, box, pose, ...marked }: AnnotatedObject, firstPixel: number): string[] {
  return [
    '  <object>',
    `    <name>${escapeXml(className)}</name>`,
    `    <pose>${escapeXml(pose ?? unsaidPose)}</pose>`,
    `    <truncated>${Number(marked.truncated === true)}</truncated>`,
    `    <difficult>${Number(marked.difficult === true)}</difficult>`,
    `    <occluded>${Number(marked.occluded === true)}</occluded>`,
    `    <bndbox><xmin>${box.x0 + firstPixel}</xmin><ymin>${box.y0 + firstPixel}</ymin>` +
      `<xmax>${box.x1}</xmax><ymax>${box.y1}</ymax></bndbox>`,
    '  </object>',
  ];
}

function noteUnknown(losses: Losses, element: XmlElement, known: readonly string[]): void {
  for (const { name } of element.children) if (!known.includes(name)) losses.note(`<${name}> of <${element.name}>`);
  for (const name of element.attributes.keys()) losses.note(`"${name}" of <${element.name}>`);
}
