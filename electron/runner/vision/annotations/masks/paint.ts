import { fail } from '../../../../contract/index.ts';
import { notJudged } from '../../segmentation/labelMap.ts';
import { fillSpans, type PaintSpan } from '../../segmentation/rasterize.ts';
import { checkRuns } from '../../segmentation/runLengths.ts';
import { notReadable } from '../reading.ts';
import type { DrawnPhoto, MaskAnnotation, Part, Surface } from './record.ts';

/** Above this a photo is refused before it is painted: a few bytes can promise gigabytes. */
const limitMegapixels = 100;

/** A photo painted from its shapes. */
export interface Painted {
  readonly annotation: MaskAnnotation;
  /** Pixels of shapes that lie under later ones of another class. */
  readonly covered: number;
  /** What the shapes say and the map does not, one sentence each. */
  readonly losses: readonly string[];
}

/**
 * The class of every pixel: that of the last shape over it. What no shape covers is of the class `background`, which is
 * added to the classes where it is missing; without a background it was not judged.
 *
 * @throws annotation/not-readable when run lengths do not fill their part of the photo, or it has no size;
 *         photo/too-large
 */
export function painted(
  { photo, shapes }: DrawnPhoto,
  classes: readonly string[],
  background: string | null = null,
): Painted {
  const { width, height } = photo;
  checkSize(photo, classes);
  const all = background === null ? classes : [...new Set([...classes, background])];
  const classOf = new Uint16Array(width * height).fill(notJudged);
  let covered = 0;
  for (const { classIndex, surface } of shapes) {
    eachSpan(surface, { left: 0, top: 0, width, height }, (y, x0, x1) => {
      const span = classOf.subarray(y * width + x0, y * width + x1);
      for (const under of span) if (under !== notJudged && under !== classIndex) covered += 1;
      span.fill(classIndex);
    });
  }
  if (background !== null) fillRest(classOf, all.indexOf(background));
  const together = new Set(shapes.map(({ classIndex }) => classIndex)).size < shapes.length;
  return {
    annotation: { photo, classes: all, map: { width, height, classOf } },
    covered,
    losses: [
      ...(together ? ['Left out: which of several shapes of one class a pixel belonged to.'] : []),
      ...(covered > 0 ? [`Left out: what lies under shapes of another class (pixels: ${covered}).`] : []),
    ],
  };
}

function checkSize({ file, width, height }: DrawnPhoto['photo'], classes: readonly string[]): void {
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole) notReadable(`it does not say how many pixels "${file}" has.`);
  const megapixels = Math.ceil((width * height) / 1e6);
  if (megapixels > limitMegapixels) fail('photo/too-large', { megapixels, limit: limitMegapixels });
  if (classes.length >= notJudged) notReadable(`it has ${classes.length} classes, more than fit into a map.`);
}

function fillRest(classOf: Uint16Array, classIndex: number): void {
  for (let at = 0; at < classOf.length; at += 1) if (classOf[at] === notJudged) classOf[at] = classIndex;
}

/** Stretches of rows that make up a surface, those outside the photo left out. */
function eachSpan(surface: Surface, photo: Part, paint: PaintSpan): void {
  if (surface.kind === 'polygons') {
    for (const rings of surface.polygons) fillSpans(rings, photo, paint);
    return;
  }
  if (surface.kind === 'rows') {
    const { left, top, width, height } = surface.part;
    const within = left >= 0 && top >= 0 && left + width <= photo.width && top + height <= photo.height;
    if (!within || width * height === 0) notReadable('a mask reaches beyond its photo.');
    eachRun(surface.counts, width, height, (y, x0, x1) => paint(top + y, left + x0, left + x1));
    return;
  }
  eachRun(surface.counts, photo.height, photo.width, (x, y0, y1) => {
    for (let y = y0; y < y1; y += 1) paint(y, x, x + 1);
  });
}

/** Runs of ones, cut where lines of `length` pixels end. */
function eachRun(counts: readonly number[], length: number, lines: number, paint: PaintSpan): void {
  checkRuns(counts, length * lines);
  let at = 0;
  for (const [index, count] of counts.entries()) {
    const end = at + count;
    while (index % 2 === 1 && at < end) {
      const line = Math.floor(at / length);
      const until = Math.min(end, (line + 1) * length);
      paint(line, at - line * length, until - line * length);
      at = until;
    }
    at = end;
  }
}
