import type { ModelCard, Suggestion } from '../../contract/index.ts';
import { formOf, mapIn } from './unit.ts';

/**
 * What a network's output says of one picture.
 *
 * @param values  [1, C, …], whose positions are averaged
 * @returns       [C] adding up to 1; where the card says probabilities, as they are
 */
export function probabilitiesOf(values: Float32Array, dims: readonly number[], card: ModelCard): Float64Array {
  const { channels } = formOf(dims);
  const scores = Float64Array.from({ length: channels }, (_, channel) => {
    const map = mapIn(values, dims, channel);
    return map.reduce((sum, value) => sum + value, 0) / map.length;
  });
  if (card.outputKind === 'probabilities') return scores;
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The likeliest classes, the first first. */
export function likeliest(probabilities: Float64Array, card: ModelCard, most = 5): Suggestion[] {
  return Array.from(probabilities.keys())
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
    .slice(0, most)
    .map((classIndex) => ({
      classIndex,
      className: card.classNames[classIndex] ?? `class ${classIndex}`,
      // A network that ends in its own Softmax may round a hair beyond 1.
      probability: Math.min(1, Math.max(0, probabilities[classIndex] ?? 0)),
    }));
}
