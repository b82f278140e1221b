import type { InputOf, ProgressOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import type { PictureReader } from './pictures.ts';

export type Method = RunnerContract['segmentation.train'];

type Step = ProgressOf<Method>;

/** Says how far it is; throws once it is stopped. @throws engine/stopped */
export type Tell = (step: Pick<Step, 'phase' | 'done' | 'total'> & Partial<Pick<Step, 'loss' | 'photo'>>) => void;

export const teller =
  (scope: Scope<Step>): Tell =>
  (step) => {
    scope.stop.throwIfAborted();
    scope.progress({ loss: null, photo: null, ...step });
  };

/** What all parts of a run share. */
export interface Work {
  readonly input: InputOf<Method>;
  readonly scope: Scope<Step>;
  readonly turn: Turn;
  readonly tell: Tell;
  /** C */
  readonly classes: number;
  readonly reader: PictureReader;
}
