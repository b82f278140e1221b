import type { FeatureCut } from '../../../compiler/index.ts';
import type { Augmentation, DeviceId, KnownModel, PhotoGuard, Problem, Stop } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';

/** Where the frozen part of a network ends: a value of its graph, as maps or pooled over them. */
export type Cut = FeatureCut;

export interface FeatureRequest {
  readonly model: KnownModel;
  readonly cuts: readonly Cut[];
  readonly photos: readonly { readonly path: string; readonly hash: string }[];
  /** Varied copies of each photo besides the plain one. */
  readonly views: number;
  readonly augmentation: Augmentation;
  readonly seed: number;
  /** How photos are changed first; absent: they are not. */
  readonly guard?: PhotoGuard;
  readonly cacheDir: string;
  readonly device: DeviceId;
  readonly threads?: number;
}

export interface FeatureHooks {
  readonly turn: Turn;
  readonly stop: Stop;
  /** Views that are ready, of photos × (1 + views). */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Features of one cut for the photos of a request. */
export interface FeatureSet {
  /** Of one view, without the batch. */
  readonly dims: readonly number[];
  readonly views: number;
  /** [photos × (1 + views), ...dims]; row = photo × (1 + views) + view, where view 0 is plain. Zeros where unreadable. */
  readonly values: Float32Array;
  /** Photos that could not be read, by their position in the request. */
  readonly unreadable: ReadonlyMap<number, Problem>;
}
