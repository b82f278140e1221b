import type { Stop } from '../../../contract/index.ts';
import { foldsOf, likeliest } from '../../vision/index.ts';
import type { Rows } from './rows.ts';
import { solveSoftmax, solveSvm, type LinearHead } from './solvers/index.ts';

/** Relative gap at which a head of cross-validation is good enough: it is judged by its answers, not kept. */
const roughly = 5e-3;

/** Held-out examples that are enough to compare two values of C by. */
const enough = 2000;

/** [N] the fold of each example, and how many there are: no more than groups, none empty. */
export interface Folds {
  readonly of: Int32Array;
  readonly count: number;
  /** How many of them, in their order, hold enough examples to compare by. */
  readonly compared: number;
}

export function grouped(classOf: Int32Array, groups: Int32Array, folds: number, seed: number): Folds {
  const classesOf = Array.from(classOf, (own) => [own]);
  const all = foldsOf({ classesOf, groups, folds: Math.min(folds, new Set(groups).size), seed });
  const filled = [...new Set(all)].sort((a, b) => a - b);
  const of = all.map((fold) => filled.indexOf(fold));
  const held = filled.map((_, fold) => of.reduce((sum, own) => sum + Number(own === fold), 0));
  let [compared, examples] = [0, 0];
  while (filled.length > 1 && compared < filled.length && examples < enough) examples += held[compared++] ?? 0;
  return { of, count: filled.length, compared };
}

export interface SolveWith {
  /** Relative gap of heads that are judged only. */
  readonly roughly?: number;
  readonly loss: 'softmax' | 'svm';
  readonly threads?: number | undefined;
  readonly stop: Stop;
  /** After each head that was solved. */
  readonly onSolved?: () => void;
}

/** Heads of one C, by fold, and the scores they give to what they have not learned from. */
export interface CrossValidated {
  readonly c: number;
  readonly heads: readonly LinearHead[];
  /** [N, C]: written in place when folds are added; zero for the examples of folds that were left out. */
  readonly scores: Float32Array;
}

/** Solves one head per fold from `from.heads.length` on, and up to `upTo`; `warm` are heads of another C. */
export async function crossValidate(
  rows: Rows,
  folds: Folds,
  { c, upTo, from, warm }: { c: number; upTo: number; from?: CrossValidated; warm?: CrossValidated },
  how: SolveWith,
): Promise<CrossValidated> {
  const heads = [...(from?.heads ?? [])];
  const scores = from?.scores ?? new Float32Array(folds.of.length * rows.classes);
  for (let fold = heads.length; fold < upTo; fold++) {
    rows.setAside((example) => folds.of[example] === fold);
    // A head of another C has learned from the same examples: it only shortens the way.
    const head = await solve(rows, { c, tolerance: how.roughly ?? roughly, start: warm?.heads[fold] }, how);
    rows.scoreAside(head, scores);
    heads.push(head);
  }
  return { c, heads, scores };
}

/** A head from the examples that are not set aside. */
export async function solve(
  rows: Rows,
  { c, tolerance, start }: { c: number; tolerance?: number; start?: LinearHead | undefined },
  { loss, threads, stop, onSolved }: SolveWith,
): Promise<LinearHead> {
  stop.throwIfAborted();
  const watch = watched(stop);
  try {
    const head = await (loss === 'svm' ? solveSvm : solveSoftmax)(rows.learned(), {
      c,
      stop: watch.signal,
      ...(tolerance !== undefined && { tolerance }),
      ...(start !== undefined && { start }),
      ...(threads !== undefined && { threads }),
    });
    onSolved?.();
    return head;
  } catch (failure) {
    // The stop has its own words for it.
    stop.throwIfAborted();
    throw failure;
  } finally {
    watch.end();
  }
}

/** [folds] the share of right answers in each of the first `upTo` folds, and over their examples together. */
export function rightIn(
  scores: Float32Array,
  classOf: Int32Array,
  folds: Folds,
  upTo: number,
): { byFold: number[]; right: number; count: number } {
  const classes = scores.length / classOf.length;
  const rightOf = new Float64Array(upTo);
  const countOf = new Float64Array(upTo);
  for (const [example, own] of classOf.entries()) {
    const fold = folds.of[example] ?? 0;
    if (fold >= upTo) continue;
    rightOf[fold] = (rightOf[fold] ?? 0) + Number(likeliest(scores, example, classes) === own);
    countOf[fold] = (countOf[fold] ?? 0) + 1;
  }
  const byFold = Array.from(rightOf, (right, fold) => right / Math.max(1, countOf[fold] ?? 0));
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  return { byFold, right: sum(rightOf), count: sum(countOf) };
}

/** The stop as a signal that solvers can listen to; a `Stop` can only be asked. */
function watched(stop: Stop): { signal: AbortSignal; end: () => void } {
  if (stop instanceof AbortSignal) return { signal: stop, end: () => undefined };
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (stop.aborted) controller.abort();
  }, 50);
  return {
    signal: controller.signal,
    end: () => {
      clearInterval(timer);
    },
  };
}
