import type { NewStroke, StrokeShape } from '../../../../electron/contract/index.ts';
import { runsInside } from '../../../state/strokeRegions.ts';
import type { RegionShape } from '../../../state/strokeRegions.ts';
import type { Extent } from '../../photo/photoZoom.ts';

// Strokes drawn on a canvas whose coordinates are pixels of the full-size photo.

/** What a shape is traced with: a canvas path, or something that watches one. */
export type Pen = Pick<CanvasPath, 'moveTo' | 'lineTo' | 'closePath' | 'rect'>;

/** What is covered: a path is stroked as wide as its brush, all others are filled. */
export function traceArea(pen: Pen, shape: StrokeShape, photo: Extent): void {
  if (shape.kind !== 'region') return traceMark(pen, shape);
  const [along, down] = [photo.width / shape.width, photo.height / shape.height];
  for (const { y, x0, x1 } of runsInside(shape)) pen.rect(x0 * along, y * down, (x1 - x0) * along, down);
}

/**
 * What marks a stroke in a thin line: the way of a brush, the border of a polygon. A region has none: what a network saw
 * has borders everywhere.
 */
export function traceMark(pen: Pen, shape: Exclude<StrokeShape, RegionShape>): void {
  const [x = 0, y = 0, ...rest] = shape.points;
  pen.moveTo(x, y);
  for (let at = 0; at + 1 < rest.length; at += 2) pen.lineTo(rest[at] ?? 0, rest[at + 1] ?? 0);
  if (shape.kind === 'polygon') pen.closePath();
  // A dot is a line of no length, which is drawn only where there is one.
  else if (rest.length === 0) pen.lineTo(x, y);
}

interface Traced {
  readonly area: Path2D;
  readonly mark: Path2D;
}

/** A shape never changes, and neither does the photo under it. */
const tracedShapes = new WeakMap<StrokeShape, Traced>();

function tracedOf(shape: StrokeShape, photo: Extent): Traced {
  const known = tracedShapes.get(shape);
  if (known) return known;
  const traced = { area: new Path2D(), mark: new Path2D() };
  traceArea(traced.area, shape, photo);
  if (shape.kind !== 'region') traceMark(traced.mark, shape);
  tracedShapes.set(shape, traced);
  return traced;
}

/** Thickness of the line of a mark, and of the dark line under it, in window pixels. */
const [markPx, underPx] = [1.5, 3.5];
const areaOpacity = 0.55;

/** What a stroke is drawn on and how. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly photo: Extent;
  /** Photo pixels of one window pixel. */
  readonly unit: number;
  /** By position in the set; null erases, undefined is not drawn. */
  readonly colorOf: (classIndex: number | null) => string | null | undefined;
}

/** Draws a stroke over those before it: they are gone where it lies. */
export function drawStroke({ context, photo, unit, colorOf }: Drawing, { classIndex, shape }: NewStroke): void {
  const color = colorOf(classIndex);
  if (color === undefined) return;
  const { area, mark } = tracedOf(shape, photo);
  const line = (path: Path2D, width: number): void => {
    context.lineWidth = width;
    context.stroke(path);
  };
  const cover = (): void => {
    if (shape.kind === 'path') line(area, Math.max(2 * shape.radius, underPx * unit));
    else context.fill(area, shape.kind === 'polygon' ? 'evenodd' : 'nonzero');
  };
  context.globalAlpha = 1;
  context.globalCompositeOperation = 'destination-out';
  cover();
  if (color === null) return;
  context.globalCompositeOperation = 'source-over';
  context.fillStyle = context.strokeStyle = color;
  context.globalAlpha = areaOpacity;
  cover();
  context.globalAlpha = 1;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  line(mark, underPx * unit);
  context.strokeStyle = color;
  line(mark, markPx * unit);
}
