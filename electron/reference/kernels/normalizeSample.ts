import type { Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { zip } from './elementwise.ts';
import { forEachLine } from './lines.ts';

interface Spread {
  readonly normalized: Tensor64;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** Takes the mean out of each run of `length` neighbors and divides by the deviation. */
function normalizeRuns(x: Tensor64, length: number, deviationOf: (variance: number) => number): Spread {
  const values = new Float64Array(x.values.length);
  const [means, deviations]: [number[], number[]] = [[], []];
  for (let first = 0; first < values.length; first += length) {
    const run = x.values.subarray(first, first + length);
    const mean = run.reduce((sum, value) => sum + value, 0) / length;
    const deviation = deviationOf(run.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length);
    run.forEach((value, i) => (values[first + i] = (value - mean) / deviation));
    means.push(mean);
    deviations.push(deviation);
  }
  return { normalized: tensor64(x.dims, values, x.dtype), means, deviations };
}

const count = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** scale · x̂ + bias, one of each for every channel of [N, C, …] */
function scaled(x: Tensor64, scale: Tensor64, bias: Tensor64): Tensor64 {
  const [channels, places] = [x.dims[1] ?? 1, count(x.dims.slice(2))];
  const values = x.values.map((value, flat) => {
    const channel = Math.floor(flat / places) % channels;
    return value * (scale.values[channel] ?? 0) + (bias.values[channel] ?? 0);
  });
  return tensor64(x.dims, values, x.dtype);
}

export const InstanceNormalization: Kernel = (call) => {
  const [x, epsilon] = [call.input(0), call.float('epsilon', Math.fround(1e-5))];
  const { normalized } = normalizeRuns(x, count(x.dims.slice(2)), (variance) => Math.sqrt(variance + epsilon));
  return [scaled(normalized, call.input(1), call.input(2))];
};

export const GroupNormalization: Kernel = (call) => {
  const [x, epsilon] = [call.input(0), call.float('epsilon', Math.fround(1e-5))];
  const length = count(x.dims.slice(1)) / call.int('num_groups', 1);
  const { normalized } = normalizeRuns(x, length, (variance) => Math.sqrt(variance + epsilon));
  return [scaled(normalized, call.input(1), call.input(2))];
};

export const LayerNormalization: Kernel = (call) => {
  const [x, scale, bias] = [call.input(0), call.input(1), call.optional(2)];
  const said = call.int('axis', -1);
  const axis = said < 0 ? said + x.dims.length : said;
  const epsilon = call.float('epsilon', Math.fround(1e-5));
  const runs = normalizeRuns(x, count(x.dims.slice(axis)), (variance) => Math.sqrt(variance + epsilon));
  const { normalized, means, deviations } = runs;
  const y = zip([normalized, scale, bias ?? tensor64([], [0])], x.dtype, ([n = 0, s = 0, b = 0]) => n * s + b);
  const dims = x.dims.map((length, i) => (i >= axis ? 1 : length));
  const inverse = deviations.map((deviation) => 1 / deviation);
  return [y, tensor64(dims, means), tensor64(dims, inverse)];
};

export const LpNormalization: Kernel = (call) => {
  const x = call.input(0);
  const isSum = call.int('p', 2) === 1;
  const values = new Float64Array(x.values.length);
  forEachLine(x, call.int('axis', -1), (line, places) => {
    const length = isSum ? line.reduce((sum, value) => sum + Math.abs(value), 0) : Math.hypot(...line);
    places.forEach((place, i) => (values[place] = length === 0 ? 0 : (line[i] ?? 0) / length));
  });
  return [tensor64(x.dims, values, x.dtype)];
};

export const MeanVarianceNormalization: Kernel = (call) => {
  const x = call.input(0);
  const axes = (call.ints('axes') ?? [0, 2, 3]).map((axis) => (axis < 0 ? axis + x.dims.length : axis));
  // What stands at the same place of all other axes belongs together.
  const kept = x.dims.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const number = tensor64(
    kept,
    Float64Array.from({ length: count(kept) }, (_, i) => i),
  );
  const group = zip([x, number], 'int64', ([, i = 0]) => i);
  const groups = Array.from(number.values, (): number[] => []);
  x.values.forEach((value, flat) => groups[group.values[flat] ?? 0]?.push(value));
  const means = groups.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const deviations = groups.map((values, i) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - (means[i] ?? 0)) ** 2, 0) / values.length),
  );
  const values = x.values.map((value, flat) => {
    const i = group.values[flat] ?? 0;
    return (value - (means[i] ?? 0)) / ((deviations[i] ?? 0) + 1e-9);
  });
  return [tensor64(x.dims, values, x.dtype)];
};
