import type { CorrelationWay } from './correlation.ts';
import { padded, seenBy, tapsOf, trimTo } from './layout.ts';

// Ways to compute the gradient of a kernel where each channel is a group by itself: C = M = 1, so that X and dY have g
// channels and the kernel is [g, 1, kH, kW]. The letters are those of correlation.ts.

/** N·g products [T, P] · [P, 1]: what all taps saw, times dY. */
export const depthwiseMatMul: CorrelationWay = {
  name: 'depthwise-matmul',
  compute: ({ emit, x, dY, window, group, batch, positions }) => {
    const whole = padded(emit, x, window, 2);
    const rows = tapsOf(window.kernel).map((tap) =>
      emit.reshape(seenBy(emit, whole, window, tap, 2), [batch, group, 1, positions]),
    );
    const products = emit.matmul(emit.concat(rows, 2), emit.reshape(dY, [batch, group, positions, 1]));
    return emit.reshape(emit.sum(products, [0]), [group, 1, ...window.kernel]); // [g, T, 1]
  },
};

/** Per tap the sum of a product by elements. */
export const depthwiseMultiplyReduce: CorrelationWay = {
  name: 'depthwise-multiply-reduce',
  compute: ({ emit, x, dY, window, group }) => {
    const whole = padded(emit, x, window, 2);
    const axes = [0, ...window.kernel.map((_, i) => i + 2)];
    const perTap = tapsOf(window.kernel).map((tap) =>
      emit.reshape(emit.sum(emit.mul(seenBy(emit, whole, window, tap, 2), dY), axes), [group, 1]),
    );
    return emit.reshape(emit.concat(perTap, 1), [group, 1, ...window.kernel]); // [g, T]
  },
};

/** A Conv of X with dY as its kernel, every channel of every picture a group by itself. */
export const depthwiseConv: CorrelationWay = {
  name: 'depthwise-conv',
  compute: ({ emit, x, dY, window, group, batch }) => {
    const { strides, dilations, pads, kernel, input, output } = window;
    const planes = emit.reshape(x, [1, batch * group, ...input]);
    const kernels = emit.reshape(dY, [batch * group, 1, ...output]);
    const attributes = { strides: dilations, dilations: strides, pads, group: batch * group };
    const dw = trimTo(emit, emit.op('Conv', [planes, kernels], attributes), kernel);
    return emit.reshape(emit.sum(emit.reshape(dw, [batch, group, ...kernel]), [0]), [group, 1, ...kernel]);
  },
};
