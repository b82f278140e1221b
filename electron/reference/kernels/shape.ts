import type { Kernel } from '../call.ts';
import { tensor64, tensor64Of } from '../tensor64.ts';

export const ConstantOfShape: Kernel = (call) => {
  const dims = call.list(0) ?? [];
  const said = call.node.attributes['value'];
  const value = said?.kind === 'tensor' ? tensor64Of(said.value) : tensor64([1], [0]);
  const count = dims.reduce((product, dim) => product * dim, 1);
  return [tensor64(dims, new Float64Array(count).fill(value.values[0] ?? 0), value.dtype)];
};

export const Size: Kernel = (call) => [tensor64([], [call.input(0).values.length], 'int64')];
