import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import { elements, type Tensor } from '../graph/graph.ts';
import { axesOf, axisOf } from './axis.ts';
import { broadcast } from './broadcast.ts';
import type { Op, OpContext, Shaped } from './define.ts';
import { only, rearrange } from './rearrange.ts';

// Operators that move numbers and compute nothing.

/** The same numbers under other dims. */
const sameNumbers =
  (formal: string): NonNullable<Op['fold']> =>
  ({ known }, [output]) => {
    const tensor = known(formal);
    return tensor && output ? [{ ...tensor, dims: output.dims }] : null;
  };

export const Identity: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ input }) => [input('input')],
  fold: sameNumbers('input'),
};

/** In `shape`, −1 is what is left, and 0 the input's own length unless `allowzero` is set. */
export const Reshape: Op = {
  inputs: ['data', 'shape'],
  outputs: ['reshaped'],
  shape: ({ node, input, ints, refuse }) => {
    const from = input('data');
    const allowzero = intAttribute(node, 'allowzero', 0) === 1;
    const wanted = ints('shape').map((dim, axis) => (dim === 0 && !allowzero ? (from.dims[axis] ?? 0) : dim));
    const rest = elements(from.dims) / elements(wanted.filter((dim) => dim !== -1));
    const dims = wanted.map((dim) => (dim === -1 ? rest : dim));
    if (elements(dims) !== elements(from.dims)) refuse(`[${from.dims.join(', ')}] does not fit [${wanted.join(', ')}]`);
    return [{ dtype: from.dtype, dims }];
  },
  fold: sameNumbers('data'),
};

/** [A, B, C, D] at axis 2 becomes [A·B, C·D]; at axis 0 [1, A·B·C·D]. */
export const Flatten: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('input');
    const axis = intAttribute(context.node, 'axis', 1);
    // The axis may stand behind the last one.
    const cut = axis === dims.length ? axis : axis === 0 ? 0 : axisOf(context, axis, dims.length);
    return [{ dtype, dims: [elements(dims.slice(0, cut)), elements(dims.slice(cut))] }];
  },
  fold: sameNumbers('input'),
};

/** Leaves out axes of length 1: those named, or all where none is, as ONNX Runtime reads an empty list. */
export const Squeeze: Op = {
  inputs: ['data', 'axes'],
  outputs: ['squeezed'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    const named = context.has('axes') ? axesOf(context, context.ints('axes'), dims.length) : [];
    for (const axis of named) if (dims[axis] !== 1) context.refuse(`axis ${axis} is not of length 1`);
    return [{ dtype, dims: dims.filter((length, axis) => (named.length > 0 ? !named.includes(axis) : length !== 1)) }];
  },
  fold: sameNumbers('data'),
};

/** Puts in axes of length 1; `axes` counts in the result. */
export const Unsqueeze: Op = {
  inputs: ['data', 'axes'],
  outputs: ['expanded'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    const rank = dims.length + context.ints('axes').length;
    const axes = axesOf(context, context.ints('axes'), rank);
    const lengths = dims.values();
    return [
      { dtype, dims: Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : (lengths.next().value ?? 1))) },
    ];
  },
  fold: sameNumbers('data'),
};

/** Axis i of the result is axis perm[i] of the input; without `perm` the axes are reversed. */
export const Transpose: Op = {
  inputs: ['data'],
  outputs: ['transposed'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    return [{ dtype, dims: permOf(context).map((axis) => dims[axis] ?? 1) }];
  },
  fold: (context, [output]) => {
    const data = context.known('data');
    if (!data || !output) return null;
    const perm = permOf(context);
    return only(rearrange(data, output.dims, (index) => perm.map((_, axis) => index[perm.indexOf(axis)] ?? 0)));
  },
};

function permOf(context: OpContext): readonly number[] {
  const { dims } = context.input('data');
  const perm = intsAttribute(context.node, 'perm') ?? dims.map((_, axis) => dims.length - 1 - axis);
  if (perm.length !== dims.length) context.refuse(`perm names ${perm.length} axes of ${dims.length}`);
  return axesOf(context, perm, dims.length);
}

/** Repeats along axes of length 1, and along those it adds in front. */
export const Expand: Op = {
  inputs: ['input', 'shape'],
  outputs: ['output'],
  shape: ({ input, ints, refuse }) => {
    const { dtype, dims } = input('input');
    return [{ dtype, dims: broadcast(dims, ints('shape')) ?? refuse('the shapes cannot be broadcast to each other') }];
  },
  fold: ({ known }, [output]) => repeated(known('input'), output),
};

/** Y is X laid side by side repeats[i] times along each axis. */
export const Tile: Op = {
  inputs: ['input', 'repeats'],
  outputs: ['output'],
  shape: ({ input, ints, refuse }) => {
    const { dtype, dims } = input('input');
    const repeats = ints('repeats');
    if (repeats.length !== dims.length) refuse(`repeats has ${repeats.length} numbers for ${dims.length} axes`);
    return [{ dtype, dims: dims.map((length, axis) => length * (repeats[axis] ?? 1)) }];
  },
  fold: ({ known }, [output]) => repeated(known('input'), output),
};

/** Each place of the output shows the place of the input that its index, modulo the lengths, names. */
function repeated(tensor: Tensor | null, output: Shaped | undefined): readonly Tensor[] | null {
  if (!tensor || !output) return null;
  const missing = output.dims.length - tensor.dims.length;
  return only(
    rearrange(tensor, output.dims, (index) => tensor.dims.map((length, axis) => (index[missing + axis] ?? 0) % length)),
  );
}

/** [N, b²C, H, W] becomes [N, C, bH, bW]; `mode` says whether the block or C comes first in the channels. */
export const DepthToSpace: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('input');
    const [n = 0, c = 0, h = 0, w = 0] = dims;
    const block = blockOf(context);
    if (c % (block * block) !== 0) context.refuse(`${c} channels are no whole number of blocks`);
    return [{ dtype, dims: [n, c / (block * block), h * block, w * block] }];
  },
};

/** [N, C, bH, bW] becomes [N, b²C, H, W], the block first in the channels. */
export const SpaceToDepth: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('input');
    const [n = 0, c = 0, h = 0, w = 0] = dims;
    const block = blockOf(context);
    if (h % block !== 0 || w % block !== 0) context.refuse(`${h} × ${w} is no whole number of blocks`);
    return [{ dtype, dims: [n, c * block * block, h / block, w / block] }];
  },
};

function blockOf({ node, input, refuse }: OpContext): number {
  if (input('input').dims.length !== 4) refuse('its input is not a picture of the shape [N, C, H, W]');
  const block = intAttribute(node, 'blocksize', 0);
  return block > 0 ? block : refuse(`there are no blocks of ${block}`);
}

/** The triangle above (`upper` 1) or below the k-th diagonal of each matrix [..., H, W]; zeros elsewhere. */
export const Trilu: Op = { inputs: ['input', 'k'], outputs: ['output'], shape: ({ input }) => [input('input')] };
