import { intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import { fromTheFront, withLength } from '../ops/axis.ts';
import { cutsOf, pieceLengths } from '../ops/cuts.ts';
import type { GradientRules } from './define.ts';
import { numbersIn } from './known.ts';
import { affordable } from './limit.ts';

// What is put together is taken apart again, and the other way round; what was not read has the gradient 0.

export const Concat: GradientRules = {
  inputs: ({ node, dY, position, shape, emit }) => {
    affordable(node.inputs.length ** 2, node.outputs[0] ?? '');
    const axis = fromTheFront(intAttribute(node, 'axis', 0), shape(dY).length);
    const lengths = node.inputs.map((name) => shape(name)[axis] ?? 0);
    const start = lengths.slice(0, position).reduce((a, b) => a + b, 0);
    return node.inputs.length === 1 ? dY : emit.slice(dY, axis, start, start + (lengths[position] ?? 0));
  },
};

export const Split: GradientRules = {
  input: (context) => {
    const { node, input, gradientAt, shape, emit } = context;
    const dims = shape(input('input'));
    const axis = fromTheFront(intAttribute(node, 'axis', 0), dims.length);
    const lengths = pieceLengths(dims[axis] ?? 0, numbersIn(context, 'split'), node.outputs.length);
    const zeros = (length: number): string =>
      emit.filled(withLength(dims, axis, length), 0, emit.type(input('input')).dtype);
    return emit.concat(
      lengths.map((length, i) => gradientAt(i) ?? zeros(length)),
      axis,
    );
  },
};

// Y[i] = X[start + step·i]: dY is spread with gaps of step − 1 zeros, then zeros come around it.
// A negative step reads the same places in the other direction.
export const Slice: GradientRules = {
  data: (context) => {
    const { dY, input, shape, emit } = context;
    const dims = shape(input('data'));
    if (elements(shape(dY)) === 0) return emit.filled(dims, 0, emit.type(dY).dtype);
    const numbers = (formal: string): readonly number[] | null => numbersIn(context, formal);
    const cuts = cutsOf(dims, numbers('starts') ?? [], numbers('ends') ?? [], numbers('axes'), numbers('steps'));
    const spread = cuts.reduce((x, { step }, axis) => spreadOut(emit, x, axis, step), dY);
    const before = cuts.map(({ start, step, count }) => (step < 0 ? start + step * (count - 1) : start));
    const after = dims.map((length, axis) => length - (before[axis] ?? 0) - (shape(spread)[axis] ?? 0));
    return emit.pad(spread, before, after);
  },
};

/** x₀ 0 0 x₁ 0 0 x₂ for a step of 3; in the other direction for −3. */
function spreadOut(emit: TypedEmit, x: string, axis: number, step: number): string {
  const count = emit.dims(x)[axis] ?? 1;
  const forward = step < 0 ? emit.slice(x, axis, count - 1, -count - 1, -1) : x;
  const gap = Math.abs(step);
  if (gap === 1 || count === 1) return forward;
  const dims = emit.dims(x);
  const apart = emit.reshape(forward, [...dims.slice(0, axis + 1), 1, ...dims.slice(axis + 1)]);
  const none = emit.dims(apart).map(() => 0);
  const padded = emit.pad(apart, none, withLength(none, axis + 1, gap - 1));
  return emit.slice(emit.reshape(padded, withLength(dims, axis, count * gap)), axis, 0, (count - 1) * gap + 1);
}
