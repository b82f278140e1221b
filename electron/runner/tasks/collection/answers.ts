import { keptAnswers } from '../../../contract/index.ts';
import type { LibraryFeatures } from './held.ts';
import { biasForHeld, centerOf } from './matrix.ts';
import type { Weights } from './heads.ts';
import { eachBlock } from './rank.ts';

/** What a calibrated head makes of scores. */
export interface Judging {
  readonly head: Weights;
  readonly temperature: number;
  /** Whether probabilities are shares of one: a softmax; else each is a sigmoid of its own. */
  readonly exclusive: boolean;
}

/** The likeliest classes of every photo that is held. */
export interface Answers {
  /** [N × keptAnswers], −1 where there are fewer classes */
  readonly classes: Int32Array;
  readonly probabilities: Float32Array;
}

/** @throws find/no-features */
export async function answersOf(features: LibraryFeatures, judging: Judging): Promise<Answers> {
  const { head, exclusive, temperature } = judging;
  const { ids } = features;
  const bias = biasForHeld(head, centerOf(features));
  const classes = new Int32Array(ids.length * keptAnswers).fill(-1);
  const probabilities = new Float32Array(ids.length * keptAnswers);
  const row = new Float64Array(bias.length);
  await eachBlock(features, Int32Array.from(ids.keys()), head.weight, (from, products) => {
    for (let at = 0; at < products.length; at += bias.length) {
      for (let k = 0; k < bias.length; k += 1) row[k] = ((products[at + k] ?? 0) + (bias[k] ?? 0)) / temperature;
      const total = exclusive ? logSumExp(row) : 0;
      const place = (from + at / bias.length) * keptAnswers;
      keepBest(row, (rank, k, score) => {
        classes[place + rank] = k;
        probabilities[place + rank] = exclusive ? Math.exp(score - total) : 1 / (1 + Math.exp(-score));
      });
    }
  });
  return { classes, probabilities };
}

function logSumExp(row: Float64Array): number {
  let most = -Infinity;
  for (const score of row) most = Math.max(most, score);
  let total = 0;
  for (const score of row) total += Math.exp(score - most);
  return most + Math.log(total);
}

const bestClass = new Int32Array(keptAnswers);
const bestScore = new Float64Array(keptAnswers);

function keepBest(row: Float64Array, keep: (rank: number, k: number, score: number) => void): void {
  let count = 0;
  for (let k = 0; k < row.length; k += 1) {
    const score = row[k] ?? 0;
    if (count === keptAnswers && score <= (bestScore[count - 1] ?? 0)) continue;
    let place = count < keptAnswers ? count++ : count - 1;
    for (; place > 0 && (bestScore[place - 1] ?? 0) < score; place -= 1) {
      bestScore[place] = bestScore[place - 1] ?? 0;
      bestClass[place] = bestClass[place - 1] ?? 0;
    }
    bestScore[place] = score;
    bestClass[place] = k;
  }
  for (let rank = 0; rank < count; rank += 1) keep(rank, bestClass[rank] ?? 0, bestScore[rank] ?? 0);
}
