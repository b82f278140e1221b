import { elements } from '../graph/graph.ts';
import { broadcast } from './broadcast.ts';
import type { Op } from './define.ts';

export const Identity: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ input }) => [input('input')],
  fold: ({ known }) => {
    const tensor = known('input');
    return tensor ? [tensor] : null;
  },
};

/** In `shape`, −1 is what is left, and 0 the input's own length unless `allowzero` is set. */
export const Reshape: Op = {
  inputs: ['data', 'shape'],
  outputs: ['reshaped'],
  shape: ({ node, input, ints, refuse }) => {
    const from = input('data');
    const allowzero = node.attributes['allowzero']?.kind === 'int' && node.attributes['allowzero'].value === 1n;
    const wanted = ints('shape').map((dim, axis) => (dim === 0 && !allowzero ? (from.dims[axis] ?? 0) : dim));
    const rest = elements(from.dims) / elements(wanted.filter((dim) => dim !== -1));
    const dims = wanted.map((dim) => (dim === -1 ? rest : dim));
    if (elements(dims) !== elements(from.dims)) refuse(`[${from.dims.join(', ')}] does not fit [${wanted.join(', ')}]`);
    return [{ dtype: from.dtype, dims }];
  },
  fold: ({ known }, [output]) => {
    const tensor = known('data');
    return tensor && output ? [{ ...tensor, dims: output.dims }] : null;
  },
};

export const Expand: Op = {
  inputs: ['input', 'shape'],
  outputs: ['output'],
  shape: ({ input, ints, refuse }) => {
    const { dtype, dims } = input('input');
    return [{ dtype, dims: broadcast(dims, ints('shape')) ?? refuse('the shapes cannot be broadcast to each other') }];
  },
};
