import type { Products } from '../../../training/index.ts';

/** One linear machine for each class: a score above 0 says that a region is one. */
export interface Machines {
  /** [K, F] */
  readonly weights: Float32Array;
  /** [K] */
  readonly bias: Float32Array;
}

/** [F] of a region. */
export const rowOf = ({ rows }: { readonly rows: Float32Array }, region: number, width: number): Float32Array =>
  rows.subarray(region * width, (region + 1) * width);

/** The score of a class for a row. */
export function scoreOf({ weights, bias }: Machines, own: number, row: Float32Array): number {
  const width = row.length;
  let sum = bias[own] ?? 0;
  for (let f = 0; f < width; f++) sum += (weights[own * width + f] ?? 0) * (row[f] ?? 0);
  return sum;
}

/** [n, K] of all regions of a photo for all classes, in 32 bits. */
export async function scoresOf(
  { weights, bias }: Machines,
  { rows }: { readonly rows: Float32Array },
  products: Products,
): Promise<Float32Array> {
  const classes = bias.length;
  const scores = await products.inner(rows, weights, weights.length / classes);
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] ?? NaN) + (bias[at % classes] ?? 0);
  return scores;
}
