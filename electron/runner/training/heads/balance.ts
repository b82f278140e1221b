import type { TrainingSettings } from '../../../contract/index.ts';

/**
 * [C] how much an example of each class counts, so that all classes that occur count alike in sum and examples 1 on
 * average; null where all count 1. For a head that is solved to its optimum, drawing rare classes more often is the same
 * as weighing them.
 */
export function classWeights(
  classOf: Int32Array,
  classes: number,
  balance: TrainingSettings['balance'],
): Float32Array | null {
  if (balance === 'none') return null;
  const counts = new Int32Array(classes);
  for (const own of classOf) counts[own] = (counts[own] ?? 0) + 1;
  const occurring = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  return Float32Array.from(counts, (count) => (count === 0 ? 0 : classOf.length / (occurring * count)));
}
