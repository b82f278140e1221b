import type { Stop, TrainingSettings, Trial } from '../../../contract/index.ts';
import { classWeights } from './balance.ts';
import { costOf, fitTemperature, probabilitiesOf, type Calibration } from './calibration.ts';
import { crossValidate, grouped, rightIn, solve, type CrossValidated, type Folds, type SolveWith } from './folds.ts';
import { fitSharedPlatt } from './platt.ts';
import { Rows, type HeadFeatures } from './rows.ts';
import type { LinearHead } from './solvers/index.ts';

/** What a head is chosen from. N examples, C classes. */
export interface HeadAsked {
  /** Features of the same examples at one or more values of the network, the preferred first. */
  readonly sets: readonly HeadFeatures[];
  /** [N] */
  readonly classOf: Int32Array;
  /** [N] examples of one group are never parted between learning and judging. */
  readonly groups: Int32Array;
  readonly classes: number;
  readonly loss: 'softmax' | 'svm';
  /** null: chosen. */
  readonly c: number | null;
  readonly folds: number;
  readonly seed: number;
  readonly balance: TrainingSettings['balance'];
  /** Relative gap at which a head that is judged only is good enough; default 0.005. */
  readonly roughly?: number;
  /** Of the solvers; all cores when absent. */
  readonly threads?: number;
}

export interface HeadHooks {
  readonly stop: Stop;
  /** Heads solved, of about how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface HeadChoice {
  /** Which of the sets the head reads. */
  readonly set: number;
  readonly c: number;
  /** Learned from all examples; for features as they were given. */
  readonly head: LinearHead;
  /** Everything that was compared. */
  readonly trials: Trial[];
  /** Accuracy in each fold. */
  readonly folds: number[];
  /** [N, C] calibrated probabilities by heads that have not learned from the example. */
  readonly outOfFold: Float32Array;
  /** [N, C] the scores that those are of. */
  readonly scores: Float32Array;
  readonly calibration: Calibration;
}

/** Where the way over C begins: C times the mean of |x|² is about this. Both losses are near their best there. */
const middle = 10;
/** Steps of C to either side, a factor of ten each. */
const furthest = 3;

/** How a candidate did. */
interface Tried {
  readonly set: number;
  readonly c: number;
  readonly accuracy: number;
  readonly spread: number;
}

/** With its scores and heads, which are large where there are many classes: only the best is kept. */
interface Candidate extends Tried {
  readonly validated: CrossValidated;
}

/**
 * Chooses a linear head by grouped, stratified cross-validation: first the features, each at a middling C, then C, in
 * steps of ten from there for as long as that makes the truth likelier. Then one head is solved from all examples, and calibrated by the answers that the folds' heads
 * gave to examples they had not learned from.
 *
 * Large sets are compared on as many folds as hold 2,000 examples; what is chosen is judged on all.
 */
export async function chooseHead(asked: HeadAsked, hooks: HeadHooks): Promise<HeadChoice> {
  const { walk, best, rows, all, tellEnd } = await judged(asked, hooks);
  const { folds, how } = walk;
  const { classOf } = asked;
  rows.setAside(() => false);
  const head = await solve(rows, { c: best.c, start: all.heads[0] }, how);
  // A single group has nothing to be cross-validated on.
  if (folds.count < 2) {
    rows.setAside(() => true);
    rows.scoreAside(head, all.scores);
  }
  tellEnd();
  return {
    ...{ set: best.set, c: best.c, ...calibratedBy(all, asked) },
    head: rows.forGiven(head),
    trials: trialsOf(walk, best),
    folds: folds.count < 2 ? [] : rightIn(all.scores, classOf, folds, folds.count).byFold,
  };
}

/** What cross-validation says of heads that were not kept. */
export type HeadJudgement = Pick<HeadChoice, 'set' | 'c' | 'outOfFold' | 'scores' | 'calibration'>;

/** The same by cross-validation alone: how good such a head is, without one that learned from all examples. */
export async function judgeHead(asked: HeadAsked, hooks: HeadHooks): Promise<HeadJudgement> {
  const { best, all, tellEnd } = await judged(asked, hooks);
  tellEnd();
  return { set: best.set, c: best.c, ...calibratedBy(all, asked) };
}

/** Features and C by the folds that are compared, and what was chosen on all folds. */
async function judged(asked: HeadAsked, { stop, onProgress }: HeadHooks) {
  const { classOf, groups, sets, loss, threads, roughly } = asked;
  const folds = grouped(classOf, groups, asked.folds, asked.seed);
  let solved = 0;
  const total = folds.compared * (sets.length + (asked.c === null ? 4 : 0)) + folds.count - folds.compared + 1;
  const onSolved = (): void => onProgress?.(Math.min(++solved, total - 1), total);
  const walk: Walk = {
    asked,
    folds,
    how: { loss, threads, stop, onSolved, ...(roughly !== undefined && { roughly }) },
    tried: [],
  };
  const { candidate, rows } = await chooseFeatures(walk);
  const best = asked.c === null ? await chooseC(walk, { candidate, rows }) : candidate;
  const upTo = folds.count < 2 ? 0 : folds.count;
  const all = await crossValidate(rows, folds, { c: best.c, upTo, from: best.validated }, walk.how);
  return { walk, best, rows, all, tellEnd: () => onProgress?.(total, total) };
}

function calibratedBy({ scores }: CrossValidated, { loss, classOf, classes }: HeadAsked) {
  const calibration =
    loss === 'svm' ? fitSharedPlatt(scores, classOf, classes) : fitTemperature(scores, classOf, classes);
  return { calibration, scores, outOfFold: probabilitiesOf(scores, classes, calibration) };
}

/** One way through the candidates. */
interface Walk {
  readonly asked: HeadAsked;
  readonly folds: Folds;
  readonly how: SolveWith;
  readonly tried: Tried[];
}

interface Layer {
  readonly candidate: Candidate;
  readonly rows: Rows;
}

/** The features that do best at their middle C, or at the C that was asked for. */
async function chooseFeatures(walk: Walk): Promise<Layer> {
  const { sets, classOf, classes, balance, c } = walk.asked;
  const facts = { classOf, classes, classWeights: classWeights(classOf, classes, balance) };
  let best: Layer | null = null;
  // Without a second group there is nothing to compare by: the preferred features it is.
  for (const [set, given] of (walk.folds.count < 2 ? sets.slice(0, 1) : sets).entries()) {
    const rows = new Rows(given, facts);
    const candidate = await tryOut(walk, rows, { set, c: c ?? middleOf(rows) });
    if (best === null || isBetter(walk.asked, candidate, best.candidate)) best = { candidate, rows };
  }
  if (!best) throw new Error('A head needs features.');
  return best;
}

/** Upwards while it gets better; downwards where upwards never was. */
async function chooseC(walk: Walk, { candidate: middle, rows }: Layer): Promise<Candidate> {
  let best = middle;
  if (walk.folds.count < 2) return best;
  const exponent = Math.round(Math.log10(middle.validated.c));
  for (const direction of [1, -1]) {
    for (let step = 1; step <= furthest; step++) {
      const c = Number(`1e${exponent + direction * step}`);
      const next = await tryOut(walk, rows, { set: middle.set, c, warm: best.validated });
      if (!isBetter(walk.asked, next, best)) break;
      best = next;
    }
    if (best !== middle) break;
  }
  return best;
}

async function tryOut(
  { asked, folds, how, tried }: Walk,
  rows: Rows,
  { set, c, warm }: { set: number; c: number; warm?: CrossValidated },
): Promise<Candidate> {
  const { classOf } = asked;
  const upTo = folds.compared;
  const validated = await crossValidate(rows, folds, { c, upTo, ...(warm && { warm }) }, how);
  const { byFold, right, count } = rightIn(validated.scores, classOf, folds, upTo);
  const facts = { set, c, accuracy: right / Math.max(1, count), spread: deviation(byFold) };
  tried.push(facts);
  return { ...facts, validated };
}

/**
 * By what the truth costs once the scores are calibrated. How many are right tells less: between values of C it differs by
 * a photo or two, which is chance.
 */
const isBetter = (asked: HeadAsked, a: Candidate, b: Candidate): boolean => cost(asked, a) < cost(asked, b);

function cost({ classOf, classes }: HeadAsked, { validated: { scores } }: Candidate): number {
  const { temperature } = fitTemperature(scores, classOf, classes);
  return costOf(scores, classOf, classes, temperature);
}

function middleOf({ meanSquare }: Rows): number {
  return meanSquare === 0 ? 1 : Number(`1e${Math.round(Math.log10(middle / meanSquare))}`);
}

/** Layers first, where several were compared, then the values of C that the chosen one was tried with. */
function trialsOf({ asked, tried }: Walk, best: Candidate): Trial[] {
  const trial = (what: string, { accuracy, spread }: Tried, chosen: boolean): Trial => {
    return { what, accuracy, spread, chosen };
  };
  const layers = tried.slice(0, asked.sets.length);
  const values = tried.filter(({ set }) => set === best.set).sort((a, b) => a.c - b.c);
  return [
    ...layers.map((one) => trial(`layer ${asked.sets[one.set]?.value ?? ''}`, one, one.set === best.set)),
    ...values.map((one) => trial(`C ${one.c}`, one, one.c === best.c)),
  ].slice(layers.length > 1 ? 0 : layers.length);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}
