import { fail, type ModelCard } from '../../contract/index.ts';
import { probabilitiesOf as rowOf } from '../evidence/index.ts';

/** z[c] − log Σ over k ≠ c of exp z[k]; above 0 where the class has more than half of the probability. */
export function logOdds(scores: Float32Array, classIndex: number): number {
  let most = -Infinity;
  for (const [index, score] of scores.entries()) if (index !== classIndex) most = Math.max(most, score);
  let sum = 0;
  for (const [index, score] of scores.entries()) if (index !== classIndex) sum += Math.exp(score - most);
  return (scores[classIndex] ?? 0) - most - Math.log(sum);
}

/**
 * @param values  what the network gave for a batch of pictures, of which the first `count` are meant
 * @returns       [count][C], each adding up to 1 where the card says logits
 * @throws model/bad-card  the number of classes is not the card's
 */
export function probabilitiesOf(values: Float32Array, count: number, batch: number, card: ModelCard): Float64Array[] {
  const classes = values.length / batch;
  const named = card.classNames.length;
  if (named > 0 && named !== classes)
    fail('model/bad-card', { model: card.name, reason: `it has ${classes} classes, the card names ${named}.` });
  return Array.from({ length: count }, (_, row) =>
    rowOf(values.subarray(row * classes, (row + 1) * classes), [1, classes], card),
  );
}
