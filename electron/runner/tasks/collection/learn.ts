import { keptAnswers, type InputOf, type OutputOf, type RunnerContract } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { fitTemperature } from '../../training/index.ts';
import { answersOf, type Answers } from './answers.ts';
import { examplesOf, type Examples } from './examples.ts';
import { foldCount, StandingFolds } from './folds.ts';
import { moved, solveEach, solveExclusive, type HeadProblem, type Weights } from './heads.ts';
import { libraryFeatures, rowsOf, type LibraryFeatures } from './held.ts';
import { centered, centerOf } from './matrix.ts';
import { productsOf } from './projection.ts';
import { usefulOf } from './useful.ts';

type Method = RunnerContract['collection.learn'];

/** Labels that a head learns from; of more so many are drawn. */
const mostExamples = 4096;
/** C times the mean of |x|²: both losses are near their best there, see training/heads/choose.ts. */
const middle = 10;
/** Labels from which on a share of right answers says something. */
const enoughToJudge = 10;

/** What one round of learning leaves for the next: heads that are near where theirs will be. */
interface Standing {
  readonly features: LibraryFeatures;
  readonly exclusive: boolean;
  readonly numbers: Int32Array;
  /** Of all labels, then of all but each fold. */
  readonly heads: readonly Weights[];
}

/** Learns from labels again and again; each round begins where the last one ended. */
export function collectionLearner() {
  let folds = new StandingFolds();
  let standing: Standing | null = null;

  /** @throws find/no-features */
  return async ({ labels, several, unlabelled }: InputOf<Method>, turn: Turn): Promise<OutputOf<Method>> => {
    const features = libraryFeatures();
    const examples = examplesOf(labels, mostExamples);
    const exclusive = !several;
    if (standing?.features !== features || standing.exclusive !== exclusive) {
      standing = null;
      folds = new StandingFolds();
    }
    const foldOf = folds.of(
      examples.photos,
      examples.classesOf.map(([own = 0]) => own),
    );
    const problem = problemOf(features, examples, labels.numbers.length);
    const before = standing;
    const heads: Weights[] = [];
    for (let fold = -1; fold < foldCount; fold += 1) {
      const last = before?.heads[fold + 1];
      const start = before && last ? moved(last, before.numbers, labels.numbers) : null;
      const own = { ...problem, weights: problem.weights.map((weight, i) => (foldOf[i] === fold ? 0 : weight)) };
      heads.push(await turn(() => (exclusive ? solveExclusive : solveEach)(own, start)));
    }
    standing = { features, exclusive, numbers: labels.numbers, heads };
    const [head, ...others] = heads;
    if (!head) throw new Error('No head was solved.');
    const scores = await outOfFold(problem, others, foldOf);
    const temperature = exclusive
      ? fitTemperature(scores, firstOf(examples), problem.classes).temperature
      : temperatureOfEach(scores, examples);
    const answers = await turn(() => answersOf(features, { head, temperature, exclusive }));
    const rows = rowsOf(unlabelled);
    const useful = await turn(() => usefulOf(rows, marginsOf(rows, answers, exclusive)));
    return {
      ...{ photos: features.ids, ...answers, examples: examples.rows.length },
      useful: useful.map((place) => features.ids[rows[place] ?? 0] ?? 0),
      accuracy: examples.rows.length < enoughToJudge ? null : accuracyOf(scores, examples),
    };
  };
}

const firstOf = ({ classesOf }: Examples): Int32Array => Int32Array.from(classesOf, ([own = 0]) => own);

function problemOf(features: LibraryFeatures, { rows, classesOf }: Examples, classes: number): HeadProblem {
  const matrix = centered(features, rows);
  const weights = new Float32Array(matrix.length / features.dims).fill(1, 0, rows.length);
  return { matrix, width: features.dims, classesOf, classes, weights, c: middle / centerOf(features).meanSquare };
}

/** [L × C] scores that each example gets from the head that has not learned from it. */
async function outOfFold(
  { matrix, width, classesOf, classes }: HeadProblem,
  heads: readonly Weights[],
  foldOf: Int32Array,
): Promise<Float32Array> {
  const scores = new Float32Array(classesOf.length * classes);
  for (const [fold, { weight, bias }] of heads.entries()) {
    const products = await productsOf(matrix, weight, width);
    foldOf.forEach((own, i) => {
      if (own !== fold) return;
      for (let k = 0; k < classes; k += 1) scores[i * classes + k] = (products[i * classes + k] ?? 0) + (bias[k] ?? 0);
    });
  }
  return scores;
}

/** One temperature for all machines: each answer is one of two classes, with the scores 0 and s. */
function temperatureOfEach(scores: Float32Array, { classesOf }: Examples): number {
  const classes = scores.length / Math.max(1, classesOf.length);
  const pairs = new Float32Array(2 * scores.length);
  scores.forEach((score, i) => (pairs[2 * i + 1] = score));
  const truth = Int32Array.from(scores, (_, i) => Number(classesOf[Math.floor(i / classes)]?.includes(i % classes)));
  return fitTemperature(pairs, truth, 2).temperature;
}

/** Share of examples whose likeliest class is one of theirs. */
function accuracyOf(scores: Float32Array, { classesOf }: Examples): number {
  const classes = scores.length / classesOf.length;
  const isRight = (own: readonly number[], i: number): boolean => {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    return own.includes(row.indexOf(row.reduce((a, b) => Math.max(a, b))));
  };
  return classesOf.filter(isRight).length / classesOf.length;
}

/** [M] how sure the answers are, 0 to 1: by how much the first class leads, or how far it is from even odds. */
function marginsOf(rows: Int32Array, { probabilities }: Answers, exclusive: boolean): Float32Array {
  return Float32Array.from(rows, (row) => {
    const [first = 0, second = 0] = probabilities.subarray(row * keptAnswers, row * keptAnswers + 2);
    return exclusive ? first - second : Math.abs(2 * first - 1);
  });
}
