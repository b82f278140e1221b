import type { LeakCheck } from '../../../contract/index.ts';
import { chooseHead, leakCheck, type HeadChoice } from '../../training/index.ts';
import { chosen, plainRows } from './data.ts';
import type { Seen } from './examples.ts';
import type { Work } from './work.ts';

/** A linear classifier on frozen features, and what cross-validation found out on the way. */
export interface SolvedHead {
  /** Value of the network that it reads, and which of the sets that is. */
  readonly layer: string;
  readonly set: number;
  readonly choice: HeadChoice;
  /** Positions of the examples that it learned from. */
  readonly learnedFrom: readonly number[];
  readonly leak: LeakCheck | null;
}

/** Solves the head by grouped cross-validation over C and layers. */
export async function solveHead(
  { plan, settings, tell, stop }: Work,
  { examples, sets }: Seen,
  layers: readonly string[],
  learnedFrom: readonly number[],
): Promise<SolvedHead> {
  const { classOf } = chosen(examples, learnedFrom, null);
  const groups = Int32Array.from(learnedFrom, (index) => examples[index]?.group ?? 0);
  const asked = {
    sets: sets.map((set, i) => ({
      value: layers[i] ?? '',
      features: plainRows(set, learnedFrom),
      width: set.dims[0] ?? 0,
    })),
    ...{ classOf, groups, classes: plan.classNames.length },
    loss: settings.loss === 'svm' ? ('svm' as const) : ('softmax' as const),
    ...{ c: settings.c, folds: settings.folds, seed: settings.seed, balance: settings.balance },
    threads: plan.threads,
  };
  tell.phase('choosing', 1, 'Choosing by cross-validation');
  const onProgress = (done: number, total: number): void => tell.done(done, total);
  const choice = await chooseHead(asked, { stop, onProgress });
  const leak = await leakCheck(asked, choice, { stop });
  return { layer: layers[choice.set] ?? '', set: choice.set, choice, learnedFrom, leak };
}
