import { stringAttribute } from '../graph/attributes.ts';
import { axesOf } from './axis.ts';
import type { Op, OpContext } from './define.ts';
import { padsOf } from './padding.ts';

/** Puts numbers around data, as many as `pads` says; a negative count takes away. */
export const Pad: Op = {
  inputs: ['data', 'pads', 'constant_value', 'axes'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    const { before, after } = padsIn(context);
    const mode = stringAttribute(context.node, 'mode', 'constant');
    if (!modes.includes(mode)) context.refuse(`there is no mode ${mode}`);
    if (mode !== 'constant' && [...before, ...after].some((count) => count < 0)) {
      context.refuse(`what mode ${mode} takes away is not defined`);
    }
    const taken = (count = 0): number => Math.max(0, -count);
    if (dims.some((length, axis) => taken(before[axis]) + taken(after[axis]) > length)) {
      context.refuse('more is taken away than there is');
    }
    if (
      mode !== 'constant' &&
      dims.some((length, axis) => length === 0 && (before[axis] ?? 0) + (after[axis] ?? 0) > 0)
    ) {
      context.refuse('there is nothing to repeat along an empty axis');
    }
    return [{ dtype, dims: dims.map((length, axis) => length + (before[axis] ?? 0) + (after[axis] ?? 0)) }];
  },
};

const modes: readonly string[] = ['constant', 'reflect', 'edge', 'wrap'];

function padsIn(context: OpContext): ReturnType<typeof padsOf> {
  const rank = context.input('data').dims.length;
  const pads = context.ints('pads');
  const axes = context.has('axes') ? axesOf(context, context.ints('axes'), rank) : null;
  const count = axes?.length ?? rank;
  if (pads.length !== 2 * count) context.refuse(`it has ${pads.length} pads for ${count} axes`);
  return padsOf(rank, pads, axes);
}
