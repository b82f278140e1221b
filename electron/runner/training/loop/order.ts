import type { TrainingSettings } from '../../../contract/index.ts';
import { derived, shuffled } from '../../vision/index.ts';
import type { TrainingData } from './types.ts';

/**
 * [count] The examples of one epoch in the order they are learned in. It follows from seed, restart and epoch alone, so
 * that a run that was interrupted goes on in the same order.
 *
 * With `resample` every class comes equally often: rare ones are repeated, frequent ones are drawn from anew each epoch.
 */
export function orderOf(
  { count, classOf, targets }: TrainingData,
  { seed, balance }: TrainingSettings,
  restart: number,
  epoch: number,
): Int32Array {
  const order = shuffled(count, derived(seed, 'order', restart, epoch));
  if (balance !== 'resample' || targets) return order;
  const members = new Map<number, number[]>();
  for (const example of order) {
    const classIndex = classOf[example] ?? 0;
    const list = members.get(classIndex);
    if (list) list.push(example);
    else members.set(classIndex, [example]);
  }
  const classes = [...members.entries()].sort(([a], [b]) => a - b).map(([, list]) => list);
  const even = Int32Array.from({ length: count }, (_, i) => {
    const list = classes[i % classes.length] ?? [];
    return list[Math.floor(i / classes.length) % list.length] ?? 0;
  });
  const places = shuffled(count, derived(seed, 'places', restart, epoch));
  return places.map((place) => even[place] ?? 0);
}

/**
 * [count] How much each example counts. With `weights` each class counts the same in sum: count / (classes · count of the
 * class), whose mean over the examples is 1. Sets with several classes per photo are not weighed.
 */
export function exampleWeights({ count, classOf, targets }: TrainingData, { balance }: TrainingSettings): Float32Array {
  const weights = new Float32Array(count).fill(1);
  if (balance !== 'weights' || targets) return weights;
  const counts = new Map<number, number>();
  for (const classIndex of classOf) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1);
  return weights.map((_, i) => count / (counts.size * (counts.get(classOf[i] ?? 0) ?? 1)));
}
