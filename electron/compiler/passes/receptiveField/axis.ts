// One axis of a picture (rows, or columns), followed through the layers.

/**
 * Position p of a value sees the pixels startPx + p · stepPx … startPx + p · stepPx + extentPx − 1, as far as they lie
 * in the picture. Behind an enlargement the numbers are fractions; the whole pixels in between count.
 */
export interface AxisField {
  readonly extentPx: number;
  /** 0: every position sees the same pixels, as behind a global average. */
  readonly stepPx: number;
  /** Negative where the window of position 0 begins in the padding. */
  readonly startPx: number;
  /** Positions of the value. */
  readonly length: number;
  /** Positions at either end that depend on padding, of this layer or of one before it. */
  readonly padded: { readonly before: number; readonly after: number };
}

/** Which positions a layer reads: position p those from ratio · p + first, `reach` of them, holes included. */
export interface Reading {
  readonly ratio: number;
  readonly first: number;
  readonly reach: number;
  /** What is read beyond the ends is the last position there, not padding. */
  readonly clamped?: boolean;
}

/** The field of a picture itself. */
export const pixels = (length: number): AxisField => ({
  extentPx: 1,
  stepPx: 1,
  startPx: 0,
  length,
  padded: { before: 0, after: 0 },
});

/** The field behind a layer that makes `length` positions. */
export function through(field: AxisField, reading: Reading, length: number): AxisField {
  const { ratio, first, reach } = reading;
  return {
    extentPx: field.extentPx + field.stepPx * (reach - 1),
    stepPx: field.stepPx * ratio,
    startPx: field.startPx + field.stepPx * first,
    length,
    padded: paddedThrough(field, reading, length),
  };
}

/** Counts the positions whose reading touches padding, or positions that depend on it. */
function paddedThrough(field: AxisField, { ratio, first, reach, clamped }: Reading, length: number) {
  const inside = (at: number): number => (clamped ? Math.min(Math.max(at, 0), field.length - 1) : at);
  let [before, after] = [0, 0];
  for (let p = 0; p < length; p++) {
    // Rounding to millionths: thirds and sevenths of a position are not exact.
    const from = inside(Math.ceil(ratio * p + first - 1e-6));
    const to = inside(Math.floor(ratio * p + first + reach - 1 + 1e-6));
    if (from < field.padded.before) before += 1;
    if (to > field.length - 1 - field.padded.after) after += 1;
  }
  return { before, after };
}

/** The field of `length` positions that all depend on every position. */
export function collapsed(field: AxisField, length: number): AxisField {
  const span = Math.abs(field.stepPx) * (field.length - 1);
  const anyPadded = field.padded.before + field.padded.after > 0;
  return {
    extentPx: field.extentPx + span,
    stepPx: 0,
    startPx: field.stepPx < 0 ? field.startPx - span : field.startPx,
    length,
    padded: anyPadded ? { before: length, after: length } : { before: 0, after: 0 },
  };
}

/** The field of positions that depend on the same position of several values, as behind Add. */
export function united(fields: readonly [AxisField, ...AxisField[]], length: number): AxisField {
  const isAligned = fields.every(({ stepPx }) => stepPx === fields[0].stepPx);
  const aligned = isAligned ? fields : fields.map((field) => collapsed(field, length));
  const startPx = Math.min(...aligned.map((field) => field.startPx));
  const endPx = Math.max(...aligned.map((field) => field.startPx + field.extentPx));
  return {
    extentPx: endPx - startPx,
    stepPx: isAligned ? fields[0].stepPx : 0,
    startPx,
    length,
    padded: {
      before: Math.max(...fields.map(({ padded }) => padded.before)),
      after: Math.max(...fields.map(({ padded }) => padded.after)),
    },
  };
}
