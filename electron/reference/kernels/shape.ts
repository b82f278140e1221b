import type { Kernel } from '../call.ts';
import { tensor64, tensor64Of } from '../tensor64.ts';
import { countOf } from './moves.ts';

export const Shape: Kernel = (call) => {
  const { dims } = call.input(0);
  const lengths = dims.slice(call.int('start', 0), call.int('end', dims.length));
  return [tensor64([lengths.length], lengths, 'int64')];
};

export const Size: Kernel = (call) => [tensor64([], [call.input(0).values.length], 'int64')];

export const Constant: Kernel = (call) => {
  const [name, given] = Object.entries(call.node.attributes)[0] ?? [];
  if (given?.kind === 'tensor') return [tensor64Of(given.value)];
  if (given?.kind === 'float') return [tensor64([], [given.value])];
  if (given?.kind === 'floats') return [tensor64([given.value.length], given.value)];
  if (given?.kind === 'int') return [tensor64([], [Number(given.value)], 'int64')];
  if (given?.kind === 'ints') return [tensor64([given.value.length], given.value.map(Number), 'int64')];
  throw new Error(`A constant of ${name ?? 'nothing'} has no plain numbers.`);
};

export const ConstantOfShape: Kernel = (call) => {
  const dims = call.list(0) ?? [];
  const said = call.node.attributes['value'];
  const value = said?.kind === 'tensor' ? tensor64Of(said.value) : tensor64([1], [0]);
  return [tensor64(dims, new Float64Array(countOf(dims)).fill(value.values[0] ?? 0), value.dtype)];
};
