import {
  boxTargets,
  centeredRows,
  fitBoxRegression,
  iou,
  type Box,
  type BoxRegression,
} from '../../../vision/index.ts';
import { regionAt, rowOf, type Photos } from './machines.ts';
import type { Products } from './products.ts';

/** A proposal that overlaps a drawn box by less says nothing of where it is. */
const leastOverlap = 0.6;
/** With rows of length 1; the paper's 1000 is for rows of the length that the network gives. */
const penalty = 1;
/** Of a class, spread evenly over all photos: more change little and take long. */
const mostRows = 900;

/** Largest step of a side's logarithm: a regression learned from near boxes knows nothing of larger ones. */
export const mostGrowth = Math.log(2.5);

/** For each class how to get from a proposal to the thing; null where there is nothing to learn from. */
export type Regressors = readonly (BoxRegression | null)[];

export interface RegressorWishes {
  readonly classes: number;
  /** F */
  readonly width: number;
  readonly products: Products;
  readonly stop?: AbortSignal;
}

/** @see Girshick et al., "Rich feature hierarchies", 2014, appendix C */
export async function learnRegressors(
  photos: Photos,
  { classes, width, products, stop }: RegressorWishes,
): Promise<Regressors> {
  const found = Array.from({ length: classes }, () => ({ rows: [] as Float32Array[], targets: [] as number[] }));
  for await (const photo of photos()) {
    stop?.throwIfAborted();
    for (let region = 0; region < photo.boxes.length / 4; region++) {
      const box = regionAt(photo.boxes, region);
      const best = photo.truth.reduce<(typeof photo.truth)[number] | null>(
        (most, one) => (most === null || iou(one.box, box) > iou(most.box, box) ? one : most),
        null,
      );
      if (best === null || iou(best.box, box) < leastOverlap) continue;
      found[best.classIndex]?.rows.push(rowOf(photo, region, width).slice());
      found[best.classIndex]?.targets.push(...numbersOf(box, best.box));
    }
  }
  const regressors: (BoxRegression | null)[] = [];
  for (const { rows, targets } of found)
    regressors.push(rows.length === 0 ? null : await fitted(rows, targets, width, products));
  return regressors;
}

function numbersOf(box: Box, truth: Box): [number, number, number, number] {
  const { dx, dy, logWidth, logHeight } = boxTargets(box, truth);
  return [dx, dy, logWidth, logHeight];
}

async function fitted(
  rows: readonly Float32Array[],
  targets: readonly number[],
  width: number,
  products: Products,
): Promise<BoxRegression> {
  const count = Math.min(mostRows, rows.length);
  const features = new Float32Array(count * width);
  const wanted = new Float32Array(count * 4);
  for (let at = 0; at < count; at++) {
    const from = Math.floor((at * rows.length) / count);
    features.set(rows[from] ?? [], at * width);
    wanted.set(targets.slice(4 * from, 4 * from + 4), 4 * at);
  }
  const centered = centeredRows(features, width);
  const gram = await products.inner(centered, centered, width);
  return fitBoxRegression({ features, targets: wanted, width }, penalty, gram);
}
