import type { PhotographerSettings } from '../../../contract/index.ts';
import {
  chooseHead,
  judgeHead,
  type HeadChoice,
  type HeadFeatures,
  type HeadJudgement,
  type HeadWeights,
} from '../../training/index.ts';
import { agreement, likeliest, repetitionSeed } from '../../vision/index.ts';
import type { Work } from './work.ts';

/** What examples are, whatever is known of them. */
export interface Facts {
  readonly classOf: Int32Array;
  readonly groups: Int32Array;
  readonly classes: number;
}

type How = Pick<Work, 'input' | 'stop'>;

/** Relative gap of machines that are judged only; with a quarter of it accuracies differ by 0.003 at most. */
const roughly = 0.02;

/** How one linear machine for each photographer does in grouped cross-validation. */
export const validated = (
  features: HeadFeatures,
  facts: Facts,
  { input: { settings }, stop }: How,
  { repetition = 0, c }: { readonly repetition?: number; readonly c: Cost },
): Promise<HeadJudgement> => judgeHead(askedOf(features, facts, settings, repetition, c), { stop });

/** The same, and the machines that learned from all photos. */
export const learned = (
  features: HeadFeatures,
  facts: Facts,
  { input: { settings }, stop }: How,
  c: number,
): Promise<HeadChoice> => chooseHead(askedOf(features, facts, settings, 0, c), { stop });

/** Of a mistake; null: chosen. */
type Cost = number | null;

function askedOf(
  features: HeadFeatures,
  { classOf, groups, classes }: Facts,
  settings: PhotographerSettings,
  repetition: number,
  c: Cost,
) {
  const seed = repetitionSeed(settings.seed, repetition);
  return {
    ...{ sets: [features], classOf, groups, classes, c, folds: settings.folds, seed },
    ...{ loss: 'svm' as const, balance: 'weights' as const, roughly },
  };
}

/** What the truth costs by probabilities of machines that had not learned from it: the mean of −log P. */
export function costOf(outOfFold: Float32Array, { classOf, classes }: Facts): number {
  let sum = 0;
  for (const [photo, own] of classOf.entries()) sum -= Math.log(Math.max(1e-9, outOfFold[photo * classes + own] ?? 0));
  return sum / Math.max(1, classOf.length);
}

/** How it did over repetitions of cross-validation. */
export interface Repeated {
  readonly accuracy: ReturnType<typeof agreement>['accuracy'];
  readonly macroF1: ReturnType<typeof agreement>['macroF1'];
  /** [repetitions][N] */
  readonly answers: readonly Int32Array[];
  /** [N, K] mean probabilities. */
  readonly probabilities: Float32Array;
}

/**
 * The same machines on folds that are drawn anew each time.
 *
 * @param first  [N, K] of the first repetition, where that is known
 */
export async function repeated(
  features: HeadFeatures,
  facts: Facts,
  how: How,
  { c, first, onDone }: { readonly c: number | null; readonly first?: Float32Array; readonly onDone?: () => void },
): Promise<Repeated> {
  const { repetitions } = how.input.settings;
  const choices = first ? [first] : [];
  while (choices.length < repetitions) {
    choices.push((await validated(features, facts, how, { repetition: choices.length, c })).outOfFold);
    onDone?.();
  }
  return judged(choices, facts, how);
}

/** @param each  [repetitions][N, K] */
export function judged(
  each: readonly Float32Array[],
  facts: Facts,
  { input: { settings } }: Pick<How, 'input'>,
): Repeated {
  const { classOf, groups, classes } = facts;
  const answers = each.map((own) => classOf.map((_, photo) => likeliest(own, photo, classes)));
  const probabilities = new Float32Array(classOf.length * classes);
  for (const own of each)
    for (const [at, value] of own.entries()) probabilities[at] = (probabilities[at] ?? 0) + value / each.length;
  return { ...agreement({ answers, truth: classOf, groups, classes, seed: settings.seed }), answers, probabilities };
}

/** [N, K] of machines for features. */
export function scoresBy({ weight, bias }: HeadWeights, { features, width }: HeadFeatures): Float32Array {
  const classes = bias.length;
  const scores = new Float32Array((features.length / width) * classes);
  for (let at = 0; at < scores.length; at += 1) {
    const [row, own] = [Math.floor(at / classes) * width, at % classes];
    let sum = bias[own] ?? 0;
    for (let f = 0; f < width; f += 1) sum += (weight[own * width + f] ?? 0) * (features[row + f] ?? 0);
    scores[at] = sum;
  }
  return scores;
}

/** [N, K] scores of cross-validation as the network gives them before they become probabilities. */
export function calibratedScores({ scores, calibration }: HeadChoice): Float32Array {
  if (calibration.kind === 'temperature') return scores.map((score) => score / calibration.temperature);
  const { slopes, offsets } = calibration;
  return scores.map((score, at) => score * (slopes[at % slopes.length] ?? 1) + (offsets[at % slopes.length] ?? 0));
}
