import type { Extension } from '../extension.ts';

/** What a loss says about each of the N examples of a batch. */
export interface LossParts {
  /** [N] sum of the losses of the example's parts: itself, its pixels, its pairs. */
  readonly sums: string;
  /** [N] how many parts were judged, each times its weight; 1 per example where absent. */
  readonly counts?: string;
}

/** Emits a loss behind a graph. A target that is no value of the graph yet becomes an input. */
export type Loss = (emit: Extension) => LossParts;

/** Axes after the first `from`, which a loss adds up. */
export const axesFrom = (dims: readonly number[], from: number): number[] =>
  dims.flatMap((_, axis) => (axis >= from ? [axis] : []));
