import type { InputOf, RunnerContract, Stop, TrainingSettings } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import type { Base } from '../../training/index.ts';
import type { ScoreWith } from './scores.ts';
import type { Teller } from './teller.ts';

/** What the steps of a run share. */
export interface Work extends InputOf<RunnerContract['training.run']> {
  readonly settings: TrainingSettings;
  readonly base: Base;
  readonly tell: Teller;
  readonly turn: Turn;
  readonly stop: Stop;
  readonly finishAsked: () => boolean;
}

export const scoring = ({ plan, turn, stop, tell }: Work): ScoreWith => ({
  ...{ device: plan.device, threads: plan.threads, turn, stop },
  onProgress: (done, total) => tell.done(done, total),
});
