import type { Call, Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Squares are divided by their count, not by one less. */
function varianceOf(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}

/** The channel of each number of X [N, C, …]. */
function channelAt(x: Tensor64): (flat: number) => number {
  const channels = x.dims[1] ?? 1;
  const places = x.dims.slice(2).reduce((product, dim) => product * dim, 1);
  return (flat) => Math.floor(flat / places) % channels;
}

const at = (tensor: Tensor64, i: number): number => tensor.values[i] ?? 0;

export const BatchNormalization: Kernel = (call) => {
  const [x, scale, shift] = [call.input(0), call.input(1), call.input(2)];
  const [inputMean, inputVariance] = [call.input(3), call.input(4)];
  const channelOf = channelAt(x);
  const normalized = (means: Tensor64, variances: Tensor64): Tensor64 => {
    const values = x.values.map((value, flat) => {
      const c = channelOf(flat);
      const deviation = Math.sqrt(at(variances, c) + call.float('epsilon', 1e-5));
      return ((value - at(means, c)) / deviation) * at(scale, c) + at(shift, c);
    });
    return tensor64(x.dims, values, x.dtype);
  };
  if (call.int('training_mode', 0) === 0) return [normalized(inputMean, inputVariance)];
  const groups = Array.from(inputMean.values, (): number[] => []);
  x.values.forEach((value, flat) => groups[channelOf(flat)]?.push(value));
  const means = tensor64(inputMean.dims, groups.map(mean), inputMean.dtype);
  const variances = tensor64(inputMean.dims, groups.map(varianceOf), inputVariance.dtype);
  return [normalized(means, variances), mixed(call, inputMean, means), mixed(call, inputVariance, variances)];
};

/** momentum · before + (1 − momentum) · now */
function mixed(call: Call, before: Tensor64, now: Tensor64): Tensor64 {
  const momentum = call.float('momentum', 0.9);
  return tensor64(
    before.dims,
    before.values.map((value, i) => momentum * value + (1 - momentum) * at(now, i)),
    before.dtype,
  );
}
