import type { Call, Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { forEachRow, overPadding, volume, window3, type Window3 } from '../window3.ts';

/** The first of the largest numbers in each window, and where in the whole of X it stands. */
export const MaxPool: Kernel = (call) => {
  const { x, window, dims, planes } = poolOf(call);
  const [inVolume, outVolume] = [volume(window.input), volume(window.output)];
  const values = new Float64Array(planes * outVolume).fill(-Infinity);
  const indices = new Float64Array(planes * outVolume);
  for (let plane = 0; plane < planes; plane++) {
    forEachRow(window, (_, from, to, count, step) => {
      for (let i = 0; i < count; i++) {
        const at = plane * inVolume + from + i * step;
        const y = plane * outVolume + to + i;
        if ((x.values[at] ?? 0) <= (values[y] ?? 0)) continue;
        values[y] = x.values[at] ?? 0;
        indices[y] = at;
      }
    });
  }
  return [tensor64(dims, values, x.dtype), tensor64(dims, indices, 'int64')];
};

/** The sum over each window by the number of its elements that are inside, or inside or in the padding. */
export const AveragePool: Kernel = (call) => {
  const { x, window, dims, planes } = poolOf(call);
  const counted = call.int('count_include_pad', 0) === 1 ? overPadding(window) : window;
  const counts = new Float64Array(volume(window.output));
  forEachRow(counted, (_tap, _from, to, count) => {
    for (let i = 0; i < count; i++) counts[to + i] = (counts[to + i] ?? 0) + 1;
  });
  const sums = sumWindows(x.values, planes, window);
  return [
    tensor64(
      dims,
      sums.map((sum, i) => sum / (counts[i % counts.length] ?? 0)),
      x.dtype,
    ),
  ];
};

/** (Σ |x|^p)^(1/p) over each window */
export const LpPool: Kernel = (call) => {
  const { x, window, dims, planes } = poolOf(call);
  const p = call.int('p', 2);
  const powers = x.values.map((value) => Math.abs(value) ** p);
  return [
    tensor64(
      dims,
      sumWindows(powers, planes, window).map((sum) => sum ** (1 / p)),
      x.dtype,
    ),
  ];
};

/** Zeros, and X at the positions I, counted in the whole of the output. */
export const MaxUnpool: Kernel = (call) => {
  const [x, indices] = [call.input(0), call.input(1)];
  const [kernel, strides, pads] = [call.ints('kernel_shape'), call.ints('strides'), call.ints('pads')];
  const rank = x.dims.length - 2;
  const grown = x.dims.map((length, axis) => {
    const i = axis - 2;
    if (i < 0) return length;
    return (length - 1) * (strides?.[i] ?? 1) + (kernel?.[i] ?? 1) - (pads?.[i] ?? 0) - (pads?.[i + rank] ?? 0);
  });
  const dims = call.list(2) ?? grown;
  const values = new Float64Array(dims.reduce((a, b) => a * b, 1));
  x.values.forEach((value, i) => (values[indices.values[i] ?? 0] = value));
  return [tensor64(dims, values, x.dtype)];
};

/** One number for each channel from all of its numbers. */
const whole =
  (compute: (values: Float64Array, call: Call) => number): Kernel =>
  (call) => {
    const x = call.input(0);
    const dims = x.dims.map((length, axis) => (axis < 2 ? length : 1));
    const planes = (dims[0] ?? 0) * (dims[1] ?? 0);
    const area = x.values.length / planes;
    const values = Array.from({ length: planes }, (_, i) => compute(x.values.subarray(i * area, (i + 1) * area), call));
    return [tensor64(dims, values, x.dtype)];
  };

export const GlobalAveragePool = whole((values) => values.reduce((a, b) => a + b, 0) / values.length);

export const GlobalMaxPool = whole((values) => values.reduce((a, b) => Math.max(a, b)));

export const GlobalLpPool = whole((values, call) => {
  const p = call.int('p', 2);
  return values.reduce((sum, value) => sum + Math.abs(value) ** p, 0) ** (1 / p);
});

interface Pool {
  readonly x: Tensor64;
  readonly window: Window3;
  /** Of the output. */
  readonly dims: readonly number[];
  /** Batch times channels. */
  readonly planes: number;
}

function poolOf(call: Call): Pool {
  const x = call.input(0);
  const [batch = 0, channels = 0, ...spatial] = x.dims;
  const window = window3(call, spatial, call.ints('kernel_shape') ?? []);
  const dims = [batch, channels, ...window.output.slice(3 - spatial.length)];
  return { x, window, dims, planes: batch * channels };
}

/** Sums over each window of each plane; what lies in the padding counts as 0. */
function sumWindows(values: Float64Array, planes: number, window: Window3): Float64Array {
  const [inVolume, outVolume] = [volume(window.input), volume(window.output)];
  const sums = new Float64Array(planes * outVolume);
  for (let plane = 0; plane < planes; plane++) {
    forEachRow(window, (_, from, to, count, step) => {
      for (let i = 0; i < count; i++) {
        const y = plane * outVolume + to + i;
        sums[y] = (sums[y] ?? 0) + (values[plane * inVolume + from + i * step] ?? 0);
      }
    });
  }
  return sums;
}
