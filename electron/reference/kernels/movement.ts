import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { zip } from './elementwise.ts';

export const Identity: Kernel = (call) => [call.input(0)];

export const Reshape: Kernel = (call) => {
  const x = call.input(0);
  const wanted = (call.list(1) ?? []).map((dim, axis) =>
    dim === 0 && call.int('allowzero', 0) === 0 ? (x.dims[axis] ?? 0) : dim,
  );
  const others = wanted.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
  return [
    tensor64(
      wanted.map((dim) => (dim === -1 ? x.values.length / others : dim)),
      x.values,
      x.dtype,
    ),
  ];
};

export const Expand: Kernel = (call) => {
  const dims = call.list(1) ?? [];
  const ones = tensor64(dims, new Float64Array(dims.reduce((a, b) => a * b, 1)).fill(1));
  return [zip([call.input(0), ones], call.input(0).dtype, ([x = 0]) => x)];
};
