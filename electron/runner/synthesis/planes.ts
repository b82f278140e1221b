interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle by its corner, in pixels. */
export interface Part extends Size {
  readonly x: number;
  readonly y: number;
}

/** A part of some planes; beyond their edges the edge pixel goes on. @param planes  [planes, H, W] */
export function cutOut(planes: Float32Array, { width, height }: Size, part: Part): Float32Array {
  if (part.x === 0 && part.y === 0 && part.width === width && part.height === height) return planes;
  const count = planes.length / (width * height);
  const made = new Float32Array(count * part.width * part.height);
  let at = 0;
  for (let plane = 0; plane < count; plane += 1)
    for (let row = part.y; row < part.y + part.height; row += 1) {
      const from = (plane * height + Math.min(height - 1, Math.max(0, row))) * width;
      for (let column = part.x; column < part.x + part.width; column += 1) {
        made[at] = planes[from + Math.min(width - 1, Math.max(0, column))] ?? 0;
        at += 1;
      }
    }
  return made;
}

/** Puts what a part answers for back into the whole, in place. @param kept  in pixels of the whole */
export function putIn(
  planes: Float32Array,
  { width, height }: Size,
  own: Float32Array,
  part: Part,
  kept: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
): void {
  const count = planes.length / (width * height);
  for (let plane = 0; plane < count; plane += 1)
    for (let row = kept.y0; row < kept.y1; row += 1) {
      const from = (plane * part.height + row - part.y) * part.width - part.x;
      planes.set(own.subarray(from + kept.x0, from + kept.x1), (plane * height + row) * width + kept.x0);
    }
}
