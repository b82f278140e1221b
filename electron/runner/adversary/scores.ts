import { fail, type ModelCard, type Suggestion } from '../../contract/index.ts';

/** z[c] − log Σ over k ≠ c of exp z[k]; above 0 where the class has more than half of the probability. */
export function logOdds(scores: Float32Array, classIndex: number): number {
  let most = -Infinity;
  for (const [index, score] of scores.entries()) if (index !== classIndex) most = Math.max(most, score);
  let sum = 0;
  for (const [index, score] of scores.entries()) if (index !== classIndex) sum += Math.exp(score - most);
  return (scores[classIndex] ?? 0) - most - Math.log(sum);
}

/** Which class is the highest; of equals the first. */
export function highest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  return best;
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
  return Array.from({ length: count }, (_, row) => {
    const scores = Float64Array.from(values.subarray(row * classes, (row + 1) * classes));
    return card.outputKind === 'logits' ? softmax(scores) : scores;
  });
}

function softmax(scores: Float64Array): Float64Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The most probable classes, the best first. */
export function topOf(
  probabilities: Float64Array,
  { classNames }: Pick<ModelCard, 'classNames'>,
  count = 5,
): Suggestion[] {
  const order = Array.from(probabilities.keys()).sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  return order.slice(0, count).map((classIndex) => ({
    classIndex,
    className: classNames[classIndex] ?? `class ${classIndex}`,
    // A network that ends in its own softmax may round a hair beyond 1.
    probability: Math.min(1, Math.max(0, probabilities[classIndex] ?? 0)),
  }));
}
