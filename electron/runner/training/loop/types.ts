import type { Graph, Tensor } from '../../../compiler/index.ts';
import type {
  DeviceId,
  EpochRecord,
  Preprocessing,
  RunPhase,
  Stop,
  TrainingSettings,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import type { Winners } from '../formulations.ts';

/** Which step asks for examples; every draw that varies them derives from these four and the example. */
export interface Draw {
  readonly seed: number;
  readonly restart: number;
  /** From 1. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly step: number;
}

/** Examples to learn from or to judge by: photos, or features of photos. */
export interface TrainingData {
  readonly count: number;
  /** Of one example, without the batch axis. */
  readonly dims: readonly number[];
  /** [count] class of each; not read where there are `targets`. */
  readonly classOf: Int32Array;
  /**
   * [count, classes] 1 for each class that is true, or, for softmax, how likely each is, summing to 1; null where each
   * example has one class.
   */
  readonly targets: Float32Array | null;
  /**
   * Writes examples one after the other.
   *
   * @param indices  [n] any examples in any order
   * @param into     [n, ...dims]
   * @param draw     seeds what varies them; null: as they are
   */
  fill(indices: Int32Array | readonly number[], into: Float32Array, draw: Draw | null): void | Promise<void>;
}

export interface TrainingRequest {
  /** From `input` [N, ...dims] to `logits` [N, classes] ([N, D] for triplet); the first axis is any. */
  readonly network: Graph;
  readonly input: string;
  readonly logits: string;
  /** float32 initializers that learn; all others stay as they are. */
  readonly trained: readonly string[];
  readonly classes: number;
  readonly settings: TrainingSettings;
  readonly train: TrainingData;
  /** Decides when to stop and what is best; null: the last epoch is. */
  readonly holdout: TrainingData | null;
  /** The run's own: metrics.jsonl and checkpoint/ are written there; a checkpoint of the same run is continued. */
  readonly folder: string;
  readonly device: DeviceId;
  readonly threads: number;
  /** Gradient formulations to use, as an earlier run recorded them; null: they are timed first. */
  readonly winners: Winners | null;
  /** Where those that are timed are kept, so that a later run of the same shapes need not time, and adds up alike. */
  readonly kept?: { readonly path: string; readonly runtime: string };
  /** Where single parameters begin in a restart, instead of what the network holds; each restart may have its own. */
  readonly startOf?: (restart: number) => ReadonlyMap<string, Tensor>;
  /** How pixels became the numbers of `input`; without it, examples are no pictures and `adversarial` is not read. */
  readonly preprocessing?: Preprocessing;
}

export interface StepReport {
  readonly restart: number;
  /** From 1. */
  readonly epoch: number;
  /** Steps done, and in all, over the epochs of all restarts. */
  readonly done: number;
  readonly total: number;
  readonly loss: number;
  /** Of the last moments. */
  readonly examplesPerSecond: number;
}

/** How the network answers the hold-out after an epoch. */
export interface Judged {
  /** What is minimized. */
  readonly loss: number;
  /**
   * What decides which epoch is best: what the truth costs once the scores are calibrated, as they will be in the end.
   * The loss itself says above all how certain the network sounds, which a few steps spoil and one number mends. Where
   * each class is a yes or no of its own, the loss.
   */
  readonly cost: number;
  /** 0 to 1; of multi-label sets, the share of yes-or-no answers that are right. */
  readonly accuracy: number;
  /** [count, classes], not calibrated. */
  readonly probabilities: Float32Array;
}

export interface TrainingHooks {
  /** Every run of a session is one turn, so that interactive requests go in between. */
  readonly turn: Turn;
  readonly stop: Stop;
  /** True once a person wants the run to end now, with the best it has. */
  readonly finishAsked: () => boolean;
  /** What begins, and a line about it; also told for what a person should know on the way. */
  readonly onPhase: (phase: RunPhase, message: string) => void;
  readonly onStep: (step: StepReport) => void;
  readonly onEpoch: (epoch: EpochRecord, holdout: Judged | null) => void;
}

export interface Trained {
  /** The network with the best weights in it. */
  readonly network: Graph;
  /** From 1; null where training ended before its first epoch did. */
  readonly bestEpoch: number | null;
  /** Of all restarts. */
  readonly epochs: readonly EpochRecord[];
  /** Why training ended before its last epoch; null: it did not. */
  readonly endedEarly: string | null;
  /** Largest of the schedule. */
  readonly learningRate: number;
  /** Hold-out accuracy of the best epoch of each restart; empty without a hold-out. */
  readonly restarts: readonly number[];
  /** Same plan, threads and winners make the same bytes. */
  readonly winners: Winners;
}
