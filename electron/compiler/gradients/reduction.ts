import { numbersOf } from '../graph/tensor.ts';
import { keptDims, reducedAxes } from '../ops/reduction.ts';
import type { GradientContext } from './define.ts';

/** The axes that a Reduce node works along, counted from the front. */
export function axesOf({ node, input, has, shape, known }: GradientContext): readonly number[] {
  const axes = has('axes') ? known(input('axes')) : null;
  return reducedAxes(node, shape(input('data')).length, axes && numbersOf(axes));
}

/** A value of the shape of the output with its lost axes back as lengths of 1, so that it goes with `data`. */
export function alongside(context: GradientContext, value: string): string {
  const { emit, shape, input } = context;
  return emit.reshape(value, keptDims(shape(input('data')), axesOf(context)));
}

/** The same, repeated to the shape of `data`. */
export const spread = (context: GradientContext, value: string): string =>
  context.emit.expand(alongside(context, value), context.shape(context.input('data')));

/** How many numbers each number of the output is made of. */
export function countOf(context: GradientContext): number {
  const dims = context.shape(context.input('data'));
  return axesOf(context).reduce((count, axis) => count * (dims[axis] ?? 1), 1);
}
