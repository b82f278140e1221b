import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { forEachRow, volume, window3, type Window3 } from '../window3.ts';
import type { Call } from '../call.ts';

/** Y[n, m, p] = B[m] + sum over channels c of m's group and taps t of X[n, c, p·stride + t·dilation − pad] · W[m, c, t] */
export const Conv: Kernel = (call) => {
  const [x, w, b] = [call.input(0), call.input(1), call.optional(2)];
  const [batch = 0, channels = 0, ...spatial] = x.dims;
  const [maps = 0, perGroup = 0, ...kernel] = w.dims;
  const group = call.int('group', 1);
  const window = window3(call, spatial, kernel);
  const [inVolume, outVolume, taps] = [volume(window.input), volume(window.output), volume(window.kernel)];
  const values = new Float64Array(batch * maps * outVolume);
  const weights = w.values;
  for (let n = 0; n < batch; n++) {
    for (let m = 0; m < maps; m++) {
      const yBase = (n * maps + m) * outVolume;
      if (b) values.fill(b.values[m] ?? 0, yBase, yBase + outVolume);
      const firstChannel = Math.floor(m / (maps / group)) * perGroup;
      for (let c = 0; c < perGroup; c++) {
        const xBase = (n * channels + firstChannel + c) * inVolume;
        const wBase = (m * perGroup + c) * taps;
        forEachRow(window, (tap, from, to, count, step) => {
          const weight = weights[wBase + tap] ?? 0;
          addRow(values, yBase + to, 1, x.values, xBase + from, step, count, weight);
        });
      }
    }
  }
  return [tensor64([batch, maps, ...spatialOf(window.output, spatial.length)], values, x.dtype)];
};

/** Y[n, m, p·stride + t·dilation − pad] sums X[n, c, p] · W[c, m, t] over channels c of m's group and taps t, plus B[m]. */
export const ConvTranspose: Kernel = (call) => {
  const [x, w, b] = [call.input(0), call.input(1), call.optional(2)];
  const [batch = 0, channels = 0, ...spatial] = x.dims;
  const [, perGroup = 0, ...kernel] = w.dims;
  const group = call.int('group', 1);
  const maps = perGroup * group;
  const window = spreadWindow3(call, spatial, kernel);
  const [inVolume, outVolume, taps] = [volume(window.output), volume(window.input), volume(window.kernel)];
  const values = new Float64Array(batch * maps * outVolume);
  for (let n = 0; n < batch; n++) {
    for (let m = 0; m < maps; m++) {
      const yBase = (n * maps + m) * outVolume;
      if (b) values.fill(b.values[m] ?? 0, yBase, yBase + outVolume);
      const inGroup = Math.floor(m / perGroup);
      for (let c = (inGroup * channels) / group; c < ((inGroup + 1) * channels) / group; c++) {
        const xBase = (n * channels + c) * inVolume;
        const wBase = (c * perGroup + (m % perGroup)) * taps;
        forEachRow(window, (tap, to, from, count, step) => {
          const weight = w.values[wBase + tap] ?? 0;
          addRow(values, yBase + to, step, x.values, xBase + from, 1, count, weight);
        });
      }
    }
  }
  return [tensor64([batch, maps, ...spatialOf(window.input, spatial.length)], values, x.dtype)];
};

/** y[to + i·toStep] += weight · x[from + i·fromStep] */
function addRow(
  y: Float64Array,
  to: number,
  toStep: number,
  x: Float64Array,
  from: number,
  fromStep: number,
  count: number,
  weight: number,
): void {
  for (let i = 0; i < count; i++, to += toStep, from += fromStep) {
    y[to] = (y[to] ?? 0) + weight * (x[from] ?? 0);
  }
}

const spatialOf = (lengths: readonly number[], rank: number): readonly number[] => lengths.slice(3 - rank);

/** ConvTranspose read backwards: the window by which a Conv would read what it writes. */
function spreadWindow3(call: Call, spatial: readonly number[], kernel: readonly number[]): Window3 {
  const rank = spatial.length;
  const one = (lengths: readonly number[] | null, i: number, otherwise: number): number => lengths?.[i] ?? otherwise;
  const [strides, dilations, pads] = [call.ints('strides'), call.ints('dilations'), call.ints('pads')];
  const [padding, wished] = [call.ints('output_padding'), call.ints('output_shape')];
  const automatic = call.string('auto_pad', 'NOTSET');
  const axes = spatial.map((length, i) => {
    const stride = one(strides, i, 1);
    const full = (length - 1) * stride + one(padding, i, 0) + one(dilations, i, 1) * (one(kernel, i, 1) - 1) + 1;
    let [before, after] = [one(pads, i, 0), one(pads, i + rank, 0)];
    if (automatic === 'VALID') [before, after] = [0, 0];
    // The equations of ONNX ConvTranspose-11: a wished length decides the padding.
    let made = full - before - after;
    if (wished || automatic.startsWith('SAME')) {
      const goal = wished ? one(wished.slice(-rank), i, 1) : length * stride;
      const total = Math.max(0, full - goal);
      before = automatic === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      after = total - before;
      made = wished ? goal : full - total;
    }
    return { before, after, made };
  });
  const lead = <T>(fill: T, list: readonly T[]): [T, T, T] =>
    [...Array<T>(3 - rank).fill(fill), ...list] as unknown as [T, T, T];
  return {
    input: lead(
      1,
      axes.map(({ made }) => made),
    ),
    output: lead(1, spatial),
    kernel: lead(1, kernel),
    strides: lead(1, strides ?? spatial.map(() => 1)),
    dilations: lead(1, dilations ?? spatial.map(() => 1)),
    before: lead(
      0,
      axes.map(({ before }) => before),
    ),
    after: lead(
      0,
      axes.map(({ after }) => after),
    ),
  };
}
