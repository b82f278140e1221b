import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Correlation, CorrelationWay } from './correlation.ts';
import { channelsLast, foldGroupsIntoBatch, padded, seenBy, swapFirstTwo, tapsOf, trimTo } from './layout.ts';

// Ways to compute the gradient of a kernel; the letters are those of correlation.ts. Tap by tap, what the kernel saw is
// a slice of X, and the sum over positions a matrix product.

/** Per tap N products [C, P] · [P, M], summed over the batch; in groups N·g of them. */
export const tapsBatched: CorrelationWay = {
  name: 'taps-batched',
  compute: ({ emit, x, dY, window, group, batch, channels, maps, positions }) => {
    const lead = group === 1 ? [batch] : [batch, group];
    const seenWhole = padded(emit, x, window, 2);
    const dy = swapLastTwo(emit, emit.reshape(dY, [...lead, maps, positions])); // [N, g, P, M]
    const perTap = tapsOf(window.kernel).map((tap) => {
      const seen = emit.reshape(seenBy(emit, seenWhole, window, tap, 2), [...lead, channels, positions]);
      return emit.reshape(emit.sum(emit.matmul(seen, dy), [0]), [1, group, channels, maps]);
    });
    const all = emit.transpose(emit.concat(perTap, 0), [1, 3, 2, 0]); // [T, g, C, M] → [g, M, C, T]
    return emit.reshape(all, [group * maps, channels, ...window.kernel]);
  },
};

/** Per tap one product [M, N·P] · [N·P, C], X and dY with the channels in front. */
export const tapsGemm: CorrelationWay = {
  name: 'taps-gemm',
  compute: (correlation) => {
    const { emit, maps, channels } = correlation;
    const dy = flatChannelsFirst(correlation);
    const perTap = seenChannelsFirst(correlation).map((seen) =>
      emit.reshape(emit.op('Gemm', [dy, seen], { transB: 1 }), [1, maps, channels]),
    );
    return fromTapsFirst(correlation, emit.concat(perTap, 0));
  },
};

/** The same with the channels last. */
export const tapsGemmChannelsLast: CorrelationWay = {
  name: 'taps-gemm-nhwc',
  compute: (correlation) => {
    const { emit, maps, channels } = correlation;
    const dy = flatChannelsLast(correlation);
    const perTap = seenChannelsLast(correlation).map((seen) =>
      emit.reshape(emit.op('Gemm', [dy, seen], { transA: 1 }), [1, maps, channels]),
    );
    return fromTapsFirst(correlation, emit.concat(perTap, 0));
  },
};

/** All taps side by side, [T·C, N·P], and one product; takes T times the memory of X. */
export const im2colChannelsFirst: CorrelationWay = {
  name: 'im2col-channels-first',
  compute: (correlation) => {
    const { emit } = correlation;
    const columns = emit.concat(seenChannelsFirst(correlation), 0);
    return fromTapsMiddle(correlation, emit.op('Gemm', [flatChannelsFirst(correlation), columns], { transB: 1 }));
  },
};

/** The same as [N·P, T·C]. */
export const im2colChannelsLast: CorrelationWay = {
  name: 'im2col-nhwc',
  compute: (correlation) => {
    const { emit } = correlation;
    const columns = emit.concat(seenChannelsLast(correlation), 1);
    return fromTapsMiddle(correlation, emit.op('Gemm', [flatChannelsLast(correlation), columns], { transA: 1 }));
  },
};

/** A Conv of X with dY as its kernel: batch and channel trade places, and so do stride and dilation. */
export const convOperands: CorrelationWay = {
  name: 'conv-operands',
  compute: ({ emit, x, dY, window, group }) => {
    const { strides, dilations, pads, kernel } = window;
    const operands = [foldGroupsIntoBatch(emit, x, group), swapFirstTwo(emit, dY)]; // [C, gN, H, W], [gM, N, H', W']
    const dw = emit.op('Conv', operands, { strides: dilations, dilations: strides, pads, group });
    return swapFirstTwo(emit, trimTo(emit, dw, kernel)); // rows that no window read make taps too many
  },
};

/** Each tap's [C, N·P]. */
function seenChannelsFirst({ emit, x, window, batch, channels, positions }: Correlation): readonly string[] {
  const whole = padded(emit, swapFirstTwo(emit, x), window, 2);
  return tapsOf(window.kernel).map((tap) =>
    emit.reshape(seenBy(emit, whole, window, tap, 2), [channels, batch * positions]),
  );
}

/** Each tap's [N·P, C]. */
function seenChannelsLast({ emit, x, window, batch, channels, positions }: Correlation): readonly string[] {
  const whole = padded(emit, channelsLast(emit, x), window, 1);
  return tapsOf(window.kernel).map((tap) =>
    emit.reshape(seenBy(emit, whole, window, tap, 1), [batch * positions, channels]),
  );
}

/** dY as [M, N·P] */
const flatChannelsFirst = ({ emit, dY, batch, maps, positions }: Correlation): string =>
  emit.reshape(swapFirstTwo(emit, dY), [maps, batch * positions]);

/** dY as [N·P, M] */
const flatChannelsLast = ({ emit, dY, batch, maps, positions }: Correlation): string =>
  emit.reshape(channelsLast(emit, dY), [batch * positions, maps]);

/** [T, M, C] → [M, C, kH, kW] */
const fromTapsFirst = ({ emit, maps, channels, window }: Correlation, all: string): string =>
  emit.reshape(emit.transpose(all, [1, 2, 0]), [maps, channels, ...window.kernel]);

/** [M, T·C] → [M, C, kH, kW] */
const fromTapsMiddle = ({ emit, maps, channels, taps, window }: Correlation, all: string): string =>
  emit.reshape(emit.transpose(emit.reshape(all, [maps, taps, channels]), [0, 2, 1]), [
    maps,
    channels,
    ...window.kernel,
  ]);

function swapLastTwo(emit: TypedEmit, x: string): string {
  const axes = emit.dims(x).map((_, axis) => axis);
  return emit.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
