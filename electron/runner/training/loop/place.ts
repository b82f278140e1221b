import type { EpochRecord } from '../../../contract/index.ts';

/** An epoch that may be the best one. */
export interface Candidate {
  readonly restart: number;
  readonly epoch: number;
  /** What decides, as `Judged` says; without a hold-out, the loss of the training examples. */
  readonly cost: number;
  readonly accuracy: number | null;
}

/** What an epoch has seen so far. */
export interface Sums {
  loss: number;
  weight: number;
  right: number;
  examples: number;
}

/**
 * Where a run stands: everything but the weights. It is written into checkpoints as it is, so it holds nothing that JSON
 * does not keep exactly.
 */
export interface Place {
  restart: number;
  /** The epoch under way, from 1. */
  epoch: number;
  /** Steps of it that are done. */
  step: number;
  /** Updates since the optimizer's states were zeros. */
  updates: number;
  /** Largest of the schedule; null until it is stated or found. */
  learningRate: number | null;
  /** 1, and a tenth after a divergence. */
  rateFactor: number;
  /** Loss of the first step of the restart; null before it. */
  firstLoss: number | null;
  sums: Sums;
  /** Epochs since the last that was better. */
  sinceBetter: number;
  /** Of this restart. */
  best: Candidate | null;
  /** Of the restarts before. */
  champion: Candidate | null;
  /** Hold-out accuracy of the best epoch of each restart that ended. */
  restarts: number[];
  epochs: EpochRecord[];
  /** Why this restart ends before its last epoch, and why the champion's did. */
  endedEarly: string | null;
  championEnded: string | null;
  /** A person wanted the whole run to end. */
  finished: boolean;
}

export const noSums = (): Sums => ({ loss: 0, weight: 0, right: 0, examples: 0 });

/** The beginning of a run. */
export const firstPlace = (): Place => ({
  ...restartPlace(0),
  learningRate: null,
  champion: null,
  restarts: [],
  epochs: [],
  championEnded: null,
  finished: false,
});

/** The beginning of a restart; what concerns the whole run is left as it is. */
export const restartPlace = (restart: number) => ({
  restart,
  epoch: 1,
  step: 0,
  updates: 0,
  rateFactor: 1,
  firstLoss: null,
  sums: noSums(),
  sinceBetter: 0,
  best: null,
  endedEarly: null,
});
