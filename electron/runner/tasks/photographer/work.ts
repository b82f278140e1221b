import type {
  CollectedPhoto,
  InputOf,
  OutputOf,
  ProgressOf,
  RunnerContract,
  Scope,
  Stop,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import type { Base, Products } from '../../training/index.ts';

export type Method = RunnerContract['photographers.train'];
export type Input = InputOf<Method>;
export type Output = OutputOf<Method>;

/** What every step of learning needs. N photos, K photographers. */
export interface Work {
  readonly input: Input;
  readonly base: Base;
  /** Those that could be read. */
  readonly photos: readonly CollectedPhoto[];
  /** [N] */
  readonly classOf: Int32Array;
  /** [N] */
  readonly groups: Int32Array;
  /** K */
  readonly classes: number;
  readonly scope: Scope<ProgressOf<Method>>;
  readonly products: Products;
  readonly turn: Turn;
  readonly stop: Stop;
}
