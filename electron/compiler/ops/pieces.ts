import { intAttribute } from '../graph/attributes.ts';
import { axesOf, axisOf, withLength } from './axis.ts';
import { cutsOf, pieceLengths } from './cuts.ts';
import type { Op, OpContext } from './define.ts';
import { only, rearrange } from './rearrange.ts';

// Operators that put tensors together along an axis and take them apart.

export const Concat: Op = {
  inputs: ['inputs...'],
  outputs: ['concat_result'],
  shape: (context) => {
    const inputs = context.inputs.map((input) => input ?? context.refuse('one of its inputs is left out'));
    const first = inputs[0] ?? context.refuse('it has no input');
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), first.dims.length);
    const across = (dims: readonly number[]): string => withLength(dims, axis, -1).join();
    for (const { dims } of inputs) {
      if (across(dims) === across(first.dims)) continue;
      context.refuse(`[${dims.join(', ')}] does not fit beside [${first.dims.join(', ')}] along axis ${axis}`);
    }
    const length = inputs.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0);
    return [{ dtype: first.dtype, dims: withLength(first.dims, axis, length) }];
  },
  // Shapes are put together along their only axis; along others only runs do it.
  fold: ({ inputs, knownAt }, [output]) => {
    const known = inputs.flatMap((_, i) => knownAt(i) ?? []);
    if (output?.dims.length !== 1 || known.length !== inputs.length) return null;
    const bytes = new Uint8Array(known.reduce((sum, tensor) => sum + tensor.bytes.length, 0));
    let at = 0;
    for (const tensor of known) {
      bytes.set(tensor.bytes, at);
      at += tensor.bytes.length;
    }
    return [{ name: '', dtype: output.dtype, dims: output.dims, bytes }];
  },
};

/** Pieces along one axis: `split` says how long each is; without it all are as long, the last one maybe shorter. */
export const Split: Op = {
  inputs: ['input', 'split'],
  outputs: ['outputs...'],
  shape: (context) => {
    const { dtype, dims } = context.input('input');
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), dims.length);
    return lengthsOf(context, dims[axis] ?? 0).map((length) => ({ dtype, dims: withLength(dims, axis, length) }));
  },
  fold: (context, outputs) => {
    const input = context.known('input');
    if (!input) return null;
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), input.dims.length);
    let start = 0;
    const pieces = outputs.flatMap(({ dims }) => {
      const from = start;
      start += dims[axis] ?? 0;
      return rearrange(input, dims, (index) => index.map((at, i) => (i === axis ? at + from : at))) ?? [];
    });
    return pieces.length === outputs.length ? pieces : null;
  },
};

function lengthsOf(context: OpContext, total: number): readonly number[] {
  const { node, has, ints, refuse } = context;
  const count = node.outputs.length;
  const split = has('split') ? ints('split') : null;
  if (!split && intAttribute(node, 'num_outputs', count) !== count) refuse(`it has not as many outputs as pieces`);
  if ((split?.length ?? count) !== count) refuse(`it has ${count} outputs for another number of pieces`);
  if ((split?.reduce((a, b) => a + b, 0) ?? total) !== total) refuse(`its pieces are not ${total} long together`);
  return pieceLengths(total, split, count);
}

/** data[start : end : step] along each of `axes`. */
export const Slice: Op = {
  inputs: ['data', 'starts', 'ends', 'axes', 'steps'],
  outputs: ['output'],
  shape: (context) => {
    return [{ dtype: context.input('data').dtype, dims: cutsIn(context).map(({ count }) => count) }];
  },
  fold: (context, [output]) => {
    const data = context.known('data');
    if (!data || !output) return null;
    const cuts = cutsIn(context);
    return only(
      rearrange(data, output.dims, (index) => cuts.map(({ start, step }, axis) => start + step * (index[axis] ?? 0))),
    );
  },
};

function cutsIn(context: OpContext): ReturnType<typeof cutsOf> {
  const { input, has, ints, refuse } = context;
  const { dims } = input('data');
  const optional = (formal: string): readonly number[] | null => (has(formal) ? ints(formal) : null);
  const [starts, ends, axes, steps] = [ints('starts'), ints('ends'), optional('axes'), optional('steps')];
  axesOf(context, axes ?? starts.map((_, i) => i), dims.length);
  if (steps?.includes(0)) refuse('a step is 0');
  if (starts.length !== ends.length) refuse('it has not as many starts as ends');
  return cutsOf(dims, starts, ends, axes, steps);
}
