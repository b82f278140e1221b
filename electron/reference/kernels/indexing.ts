import type { Kernel } from '../call.ts';
import { forEachIndex, stridesOf, tensor64 } from '../tensor64.ts';
import { axisOf, countOf, placeOf, read } from './moves.ts';

export const Gather: Kernel = (call) => {
  const [data, indices] = [call.input(0), call.input(1)];
  const axis = axisOf(call.int('axis', 0), data.dims.length);
  const rank = indices.dims.length;
  const strides = stridesOf(indices.dims);
  return [
    read(data, [...data.dims.slice(0, axis), ...indices.dims, ...data.dims.slice(axis + 1)], (index) => {
      const at = indices.values[placeOf(index.slice(axis, axis + rank), strides)] ?? NaN;
      return [...index.slice(0, axis), axisOf(at, data.dims[axis] ?? 0), ...index.slice(axis + rank)];
    }),
  ];
};

export const OneHot: Kernel = (call) => {
  const [indices, values] = [call.input(0), call.input(2)];
  const depth = call.input(1).values[0] ?? 0;
  const axis = axisOf(call.int('axis', -1), indices.dims.length + 1);
  const dims = [...indices.dims.slice(0, axis), depth, ...indices.dims.slice(axis)];
  const strides = stridesOf(indices.dims);
  const y = tensor64(dims, new Float64Array(countOf(dims)), values.dtype);
  forEachIndex(dims, (index, flat) => {
    const at = axisOf(indices.values[placeOf(index.toSpliced(axis, 1), strides)] ?? NaN, depth);
    y.values[flat] = values.values[at === index[axis] ? 1 : 0] ?? 0;
  });
  return [y];
};
