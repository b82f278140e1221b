import type { DType } from '../graph/dtype.ts';
import { elements, type Tensor } from '../graph/graph.ts';
import { tensorFrom } from '../graph/tensor.ts';
import { poolWindowOf, type Window } from '../ops/window.ts';
import type { Formulation, GradientContext } from './define.ts';
import { padded, seenBy, tapsOf } from './layout.ts';
import { padsWithOverhang } from './poolSpread.ts';

// MaxPool gives each dY to the element that won: of equal ones the first, row by row. Where windows overlap, an element
// may win several times, and is given the sum.

/** Windows that do not overlap: every element wins once at most, so dY can be written where it belongs. */
export const byUnpool: Formulation = {
  name: 'unpool',
  // MaxUnpool overwrites: with overlaps it would keep one of several contributions.
  applies: (context) => {
    const { reach, strides, overhang } = windowOf(context);
    return reach.every((rows, i) => rows <= (strides[i] ?? 1)) && overhang.every((rows) => rows === 0);
  },
  rule: (context) => {
    const { dY, input, output, shape, emit } = context;
    const { kernel, strides, pads } = windowOf(context);
    const dims = emit.ints(shape(input('X')));
    return emit.op('MaxUnpool', [dY, output('Indices'), dims], { kernel_shape: kernel, strides, pads });
  },
};

/** Any windows: dY is added at the positions that the forward pass remembered. */
export const byScatter: Formulation = {
  name: 'scatter',
  rule: ({ dY, input, output, shape, emit }) => {
    const dims = shape(input('X'));
    const count = elements(shape(dY));
    const zeros = emit.filled([elements(dims)], 0, emit.type(dY).dtype);
    const operands = [zeros, emit.reshape(output('Indices'), [count]), emit.reshape(dY, [count])];
    return emit.reshape(emit.op('ScatterElements', operands, { reduction: 'add' }), dims);
  },
};

/**
 * Any windows, for the WebGPU provider, whose MaxPool has no Indices: the first tap that equals the maximum wins dY, and
 * one ConvTranspose carries each tap's winnings back to where the tap looked.
 */
export const byTaps: Formulation = {
  name: 'taps',
  // A slice for each tap; windows of more are for the others.
  applies: (context) => elements(windowOf(context).kernel) <= 1024,
  rule: (context) => {
    const { dY, input, output, shape, emit } = context;
    const window = windowOf(context);
    const [batch = 0, channels = 0] = shape(dY);
    const whole = padded(emit, input('X'), window, 2, -Infinity);
    let open = dY; // what nobody has won yet
    const won = tapsOf(window.kernel).map((tap) => {
      const equal = emit.op('Equal', [seenBy(emit, whole, window, tap, 2), output('Y')]);
      const winnings = emit.where(equal, open, emit.scalar(0, dY));
      open = emit.where(equal, emit.scalar(0, dY), open);
      return emit.reshape(winnings, [batch * channels, 1, ...window.output]);
    });
    const attributes = {
      strides: window.strides,
      dilations: window.dilations,
      pads: padsWithOverhang(window),
      output_padding: window.unread,
    };
    const operands = [emit.concat(won, 1), emit.constant(oneHot(window, emit.type(dY).dtype))];
    return emit.reshape(emit.op('ConvTranspose', operands, attributes), shape(input('X')));
  },
};

/** [T, 1, kH, kW]: the kernel of tap t has a 1 at tap t and 0 elsewhere. */
function oneHot({ kernel }: Window, dtype: DType): Tensor {
  const taps = elements(kernel);
  const values = Array.from({ length: taps * taps }, (_, i) => (i % (taps + 1) === 0 ? 1 : 0));
  return tensorFrom('one_hot', dtype, [taps, 1, ...kernel], values);
}

const windowOf = ({ node, input, shape }: GradientContext): Window => poolWindowOf(node, shape(input('X')));
