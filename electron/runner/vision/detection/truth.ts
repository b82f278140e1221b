import type { Box, Detection } from './box.ts';

/** A box in which a class is, as a person drew it. */
export interface TruthBox {
  readonly box: Box;
  readonly classIndex: number;
  /** VOC: finding it is no merit and missing it no fault. */
  readonly difficult?: boolean;
  /** COCO: many of the class under one box; any number of detections in it count neither for nor against. */
  readonly crowd?: boolean;
  /** COCO: square pixels of the outline, by which it is small, medium or large; the box's own where not said. */
  readonly areaPx?: number;
}

/** What is in one photo of a test set, and what was found in it. */
export interface JudgedPhoto {
  readonly truths: readonly TruthBox[];
  readonly detections: readonly Detection[];
}

/** The mean of the numbers that are known; NaN where none is. */
export function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
