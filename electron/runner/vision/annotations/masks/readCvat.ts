import type { Ring } from '../../segmentation/polygon.ts';
import { countLosses, type Losses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import { parseXml, type XmlElement } from '../xml.ts';
import type { DrawnPhoto, ReadMasks, Surface } from './record.ts';

// The other half of cvat.ts, where the format is told.

interface LabelledShape {
  readonly className: string;
  readonly surface: Surface;
  readonly zOrder: number;
}

/** @throws annotation/not-readable */
export function readCvatMasks(text: string): ReadMasks {
  const root = parseXml(text);
  if (root.name !== 'annotations') notReadable(`the outermost element is <${root.name}>, not <annotations>.`);
  const losses = countLosses();
  const images = root.children.filter(({ name }) => name === 'image');
  for (const { name } of root.children) {
    if (!['version', 'meta', 'image'].includes(name)) losses.note(`<${name}>`);
  }
  const drawn = images.map((image) => ({ image, shapes: shapesOf(image, losses) }));
  const used = drawn.flatMap(({ shapes }) => shapes.map(({ className }) => className));
  const classes = [...new Set([...labelsIn(root), ...used])];
  const indices = new Map(classes.map((name, index) => [name, index]));
  const photos = drawn.map(({ image, shapes }) => drawnPhoto(image, shapes, indices));
  return { classes, photos, losses: losses.sentences() };
}

/** A task's labels stand under its task, a project's under its project, a job's under its job. */
function* labelsIn(element: XmlElement): Generator<string> {
  for (const child of element.children) {
    if (element.name === 'labels') yield child.children.find(({ name }) => name === 'name')?.text ?? '';
    else if (child.name !== 'image') yield* labelsIn(child);
  }
}

function drawnPhoto(
  { attributes }: XmlElement,
  shapes: readonly LabelledShape[],
  indices: ReadonlyMap<string, number>,
): DrawnPhoto {
  const file = attributes.get('name') ?? notReadable('an image has no name.');
  const side = (name: string): number => numberIn(attributes.get(name), `${name} of "${file}"`);
  return {
    photo: { file, width: side('width'), height: side('height') },
    shapes: shapes
      .toSorted((a, b) => a.zOrder - b.zOrder)
      .map(({ className, surface }) => ({ classIndex: indices.get(className) ?? 0, surface })),
  };
}

function shapesOf(image: XmlElement, losses: Losses): LabelledShape[] {
  return image.children.flatMap((shape) => {
    const { name, attributes } = shape;
    if (name !== 'polygon' && name !== 'mask') {
      losses.note(`<${name}>`);
      return [];
    }
    const className = attributes.get('label') ?? notReadable(`a <${name}> has no label.`);
    if (attributes.get('occluded') === '1') losses.note(`"occluded" of a <${name}>`);
    if (attributes.has('group_id')) losses.note(`"group_id" of a <${name}>`);
    for (const child of shape.children) losses.note(`attribute "${child.attributes.get('name') ?? ''}" of a <${name}>`);
    const surface = name === 'mask' ? maskOf(shape, className) : polygonOf(shape, className);
    return [{ className, surface, zOrder: numberIn(attributes.get('z_order') ?? '0', `z_order of "${className}"`) }];
  });
}

function polygonOf({ attributes }: XmlElement, className: string): Surface {
  const ring: Ring = (attributes.get('points') ?? '').split(';').map((point) => {
    const [x, y] = point.split(',').map((one) => numberIn(one, `a point of "${className}"`));
    return x === undefined || y === undefined ? notReadable(`a point of "${className}" has no y.`) : ([x, y] as const);
  });
  if (ring.length < 3) notReadable(`a polygon of "${className}" has fewer than three points.`);
  return { kind: 'polygons', polygons: [[ring]] };
}

function maskOf({ attributes }: XmlElement, className: string): Surface {
  const whole = (text: string | undefined, what: string): number => {
    const value = numberIn(text, `${what} of "${className}"`);
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : notReadable(`${what} of "${className}" is no whole number.`);
  };
  const side = (name: string): number => whole(attributes.get(name), name);
  const counts = (attributes.get('rle') ?? '').split(',').map((count) => whole(count, 'a run length'));
  const part = { left: side('left'), top: side('top'), width: side('width'), height: side('height') };
  return { kind: 'rows', counts, part };
}
