import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { unary, zip } from './elementwise.ts';
import { erf, sigmoid, softplus } from './functions.ts';

export const Relu = unary((x) => Math.max(0, x));
export const Sigmoid = unary(sigmoid);
export const Tanh = unary(Math.tanh);
export const Softplus = unary(softplus);
export const Softsign = unary((x) => x / (1 + Math.abs(x)));
export const HardSwish = unary((x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)));
export const Mish = unary((x) => x * Math.tanh(softplus(x)));
export const Erf = unary(erf);

export const LeakyRelu: Kernel = (call) => {
  const alpha = call.float('alpha', Math.fround(0.01));
  return unary((x) => (x < 0 ? alpha * x : x))(call);
};

export const Elu: Kernel = (call) => {
  const alpha = call.float('alpha', 1);
  return unary((x) => (x < 0 ? alpha * Math.expm1(x) : x))(call);
};

export const Selu: Kernel = (call) => {
  const alpha = call.float('alpha', 1.67326319217681884765625);
  const gamma = call.float('gamma', 1.05070102214813232421875);
  return unary((x) => gamma * (x > 0 ? x : alpha * Math.expm1(x)))(call);
};

export const Celu: Kernel = (call) => {
  const alpha = call.float('alpha', 1);
  return unary((x) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha)))(call);
};

export const ThresholdedRelu: Kernel = (call) => {
  const alpha = call.float('alpha', 1);
  return unary((x) => (x > alpha ? x : 0))(call);
};

export const HardSigmoid: Kernel = (call) => {
  const [alpha, beta] = [call.float('alpha', Math.fround(0.2)), call.float('beta', 0.5)];
  return unary((x) => Math.max(0, Math.min(1, alpha * x + beta)))(call);
};

export const Gelu: Kernel = (call) =>
  call.string('approximate', 'none') === 'tanh'
    ? unary((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))(call)
    : unary((x) => 0.5 * x * (1 + erf(x / Math.SQRT2)))(call);

export const PRelu: Kernel = (call) => {
  const [x, slope] = [call.input(0), call.input(1)];
  return [zip([x, slope], x.dtype, ([value = 0, factor = 0]) => (value < 0 ? factor * value : value))];
};

export const Clip: Kernel = (call) => {
  const x = call.input(0);
  const low = call.optional(1)?.values[0] ?? -Infinity;
  const high = call.optional(2)?.values[0] ?? Infinity;
  return [
    tensor64(
      x.dims,
      x.values.map((value) => Math.min(high, Math.max(low, value))),
      x.dtype,
    ),
  ];
};
