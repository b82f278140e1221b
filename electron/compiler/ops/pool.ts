import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import type { Op, OpContext, Shaped } from './define.ts';
import { fitted, poolWindowOf } from './window.ts';

// Pools see each channel by itself: X [N, C, H, W] → Y [N, C, H', W'], with any number of spatial axes.

export const AveragePool: Op = { inputs: ['X'], outputs: ['Y'], shape: (context) => [pooled(context)] };

export const LpPool: Op = { inputs: ['X'], outputs: ['Y'], shape: (context) => [pooled(withPower(context))] };

/** Indices are positions in the whole of X, counted row by row; of equal maxima the first. */
export const MaxPool: Op = {
  inputs: ['X'],
  outputs: ['Y', 'Indices'],
  shape: (context) => {
    const y = pooled(context);
    if (intAttribute(context.node, 'storage_order', 0) !== 0) context.refuse('its Indices count column by column');
    return [y, { dtype: 'int64', dims: y.dims }];
  },
};

/** Y has 0 everywhere but at the positions I, where it has X. */
export const MaxUnpool: Op = {
  inputs: ['X', 'I', 'output_shape'],
  outputs: ['output'],
  shape: (context) => {
    const { node, input, has, ints, refuse } = context;
    const { dtype, dims } = spatial(context, input('X'));
    if (input('I').dims.join() !== dims.join()) refuse('not every number has a position');
    if (has('output_shape')) {
      const wished = ints('output_shape');
      const fits = wished.length === dims.length && wished[0] === dims[0] && wished[1] === dims[1];
      return fits ? [{ dtype, dims: wished }] : refuse(`[${dims.join(', ')}] does not fit [${wished.join(', ')}]`);
    }
    const kernel = intsAttribute(node, 'kernel_shape') ?? [];
    const strides = intsAttribute(node, 'strides') ?? [];
    const pads = intsAttribute(node, 'pads') ?? [];
    const lengths = dims.slice(2).map((length, i) => {
      const cut = (pads[i] ?? 0) + (pads[i + dims.length - 2] ?? 0);
      return (length - 1) * (strides[i] ?? 1) + (kernel[i] ?? 1) - cut;
    });
    return [{ dtype, dims: [...dims.slice(0, 2), ...lengths] }];
  },
};

export const GlobalAveragePool: Op = { inputs: ['X'], outputs: ['Y'], shape: (context) => [whole(context)] };

export const GlobalMaxPool: Op = { inputs: ['X'], outputs: ['Y'], shape: (context) => [whole(context)] };

export const GlobalLpPool: Op = { inputs: ['X'], outputs: ['Y'], shape: (context) => [whole(withPower(context))] };

function withPower(context: OpContext): OpContext {
  const p = intAttribute(context.node, 'p', 2);
  return p >= 1 ? context : context.refuse(`there is no mean of the power ${p}`);
}

function pooled(context: OpContext): Shaped {
  const { node, input, refuse } = context;
  const { dtype, dims } = spatial(context, input('X'));
  const window = poolWindowOf(node, dims);
  if (!intsAttribute(node, 'kernel_shape')) refuse('kernel_shape is not given');
  return { dtype, dims: [...dims.slice(0, 2), ...fitted(window, node, refuse).output] };
}

function whole(context: OpContext): Shaped {
  const { dtype, dims } = spatial(context, context.input('X'));
  return { dtype, dims: dims.map((length, axis) => (axis < 2 ? length : 1)) };
}

function spatial({ refuse }: OpContext, x: Shaped): Shaped {
  return x.dims.length >= 3 ? x : refuse(`an input [${x.dims.join(', ')}] has no spatial axis`);
}
