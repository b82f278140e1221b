/** Pixels of the oriented full-size photo from its top left; x1 and y1 are exclusive. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A box in which a class was found. */
export interface Detection {
  readonly box: Box;
  readonly classIndex: number;
  /** Larger is surer. */
  readonly score: number;
}

/** Square pixels; 0 for a box that ends before it begins. */
export const boxArea = ({ x0, y0, x1, y1 }: Box): number => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);

/** Square pixels that two boxes share. */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0 to 1; 0 where both boxes are empty. */
export function iou(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  return shared === 0 ? 0 : shared / (boxArea(a) + boxArea(b) - shared);
}

/** The part of a box inside a photo of `width` × `height` pixels; empty, at the nearest edge, where there is none. */
export function clipBox({ x0, y0, x1, y1 }: Box, width: number, height: number): Box {
  return {
    x0: clamped(x0, width),
    y0: clamped(y0, height),
    x1: clamped(x1, width),
    y1: clamped(y1, height),
  };
}

export const translateBox = ({ x0, y0, x1, y1 }: Box, dx: number, dy: number): Box => ({
  x0: x0 + dx,
  y0: y0 + dy,
  x1: x1 + dx,
  y1: y1 + dy,
});

/** The box in a photo that was resized by these factors from its top left. */
export const scaleBox = ({ x0, y0, x1, y1 }: Box, scaleX: number, scaleY: number): Box => ({
  x0: x0 * scaleX,
  y0: y0 * scaleY,
  x1: x1 * scaleX,
  y1: y1 * scaleY,
});

/** Whether `inner` lies wholly in `outer`; shared edges count as inside. */
export const boxContains = (outer: Box, inner: Box): boolean =>
  outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1;

const clamped = (value: number, end: number): number => Math.min(Math.max(value, 0), end);
