import type { Example } from '../../../contract/index.ts';
import { derived } from '../../vision/index.ts';
import type { FeatureSet, TrainingData } from '../../training/index.ts';

/** Examples of one part of a set, by their position in it. */
export interface Chosen {
  readonly indices: readonly number[];
  /** [N] the (first) class of each. */
  readonly classOf: Int32Array;
  /** [N, C] 1 where a class is true; null where every example has one class. */
  readonly targets: Float32Array | null;
}

export function chosen(examples: readonly Example[], indices: readonly number[], classes: number | null): Chosen {
  const own = indices.map((index) => examples[index]?.classIndices ?? []);
  const targets = classes === null ? null : new Float32Array(own.length * classes);
  own.forEach((truth, row) =>
    truth.forEach((index) => targets?.fill(1, row * (classes ?? 0) + index, row * (classes ?? 0) + index + 1)),
  );
  return { indices, classOf: Int32Array.from(own, ([first = 0]) => first), targets };
}

/**
 * Examples whose frozen part was computed before. A plain draw takes the photo as it is; any other takes one of its
 * views, each equally often, by seed, restart, epoch and photo.
 */
export function cachedData(set: FeatureSet, { indices, classOf, targets }: Chosen): TrainingData {
  const width = set.dims.reduce((product, dim) => product * dim, 1);
  return {
    count: indices.length,
    dims: set.dims,
    ...{ classOf, targets },
    fill(rows, into, draw) {
      for (let slot = 0; slot < rows.length; slot++) {
        const photo = indices[rows[slot] ?? 0] ?? 0;
        const view = draw === null ? 0 : viewOf(set.views, derived(draw.seed, draw.restart, draw.epoch, photo));
        const from = (photo * (1 + set.views) + view) * width;
        into.set(set.values.subarray(from, from + width), slot * width);
      }
    },
  };
}

const viewOf = (views: number, rng: () => number): number => Math.floor(rng() * (1 + views));

/** Rows of a feature set for some photos, plain views only: [N, F]. */
export function plainRows(set: FeatureSet, indices: readonly number[]): Float32Array {
  const width = set.dims.reduce((product, dim) => product * dim, 1);
  const stride = (1 + set.views) * width;
  if (set.views === 0 && indices.length * width === set.values.length && indices.every((photo, row) => photo === row))
    return set.values;
  const rows = new Float32Array(indices.length * width);
  indices.forEach((photo, row) => rows.set(set.values.subarray(photo * stride, photo * stride + width), row * width));
  return rows;
}
