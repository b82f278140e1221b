import type { Call, Kernel } from '../call.ts';
import { forEachIndex, stridesOf, tensor64, type Tensor64 } from '../tensor64.ts';
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

/** A copy of data in which each update is written at, or added to, its place. */
function scatter(
  call: Call,
  placeOfUpdate: (index: readonly number[], strides: readonly number[]) => number,
): readonly Tensor64[] {
  const [data, updates] = [call.input(0), call.input(2)];
  const reduction = call.string('reduction', 'none');
  if (reduction !== 'none' && reduction !== 'add') throw new Error(`There is no reduction ${reduction}.`);
  const y = tensor64(data.dims, data.values.slice(), data.dtype);
  const strides = stridesOf(data.dims);
  forEachIndex(updates.dims, (index, flat) => {
    const place = placeOfUpdate(index, strides);
    const before = reduction === 'add' ? (y.values[place] ?? NaN) : 0;
    y.values[place] = before + (updates.values[flat] ?? NaN);
  });
  return [y];
}

export const GatherElements: Kernel = (call) => {
  const [data, indices] = [call.input(0), call.input(1)];
  const axis = axisOf(call.int('axis', 0), data.dims.length);
  const strides = stridesOf(indices.dims);
  return [
    read(data, indices.dims, (index) =>
      index.with(axis, axisOf(indices.values[placeOf(index, strides)] ?? NaN, data.dims[axis] ?? 0)),
    ),
  ];
};

export const ScatterElements: Kernel = (call) => {
  const indices = call.input(1);
  const axis = axisOf(call.int('axis', 0), indices.dims.length);
  const length = call.input(0).dims[axis] ?? 0;
  const rows = stridesOf(indices.dims);
  return scatter(call, (index, strides) =>
    placeOf(index.with(axis, axisOf(indices.values[placeOf(index, rows)] ?? NaN, length)), strides),
  );
};

/** The axes of data from `batch` on that the last axis of the indices names, at the place `index` before it. */
function namedPlace(indices: Tensor64, index: readonly number[], dims: readonly number[]): number[] {
  const named = indices.dims.at(-1) ?? 0;
  const start = placeOf(index, stridesOf(indices.dims));
  return Array.from({ length: named }, (_, i) => axisOf(indices.values[start + i] ?? NaN, dims[i] ?? 0));
}

export const GatherND: Kernel = (call) => {
  const [data, indices] = [call.input(0), call.input(1)];
  const batch = call.int('batch_dims', 0);
  const outer = indices.dims.length - 1;
  const dims = [...indices.dims.slice(0, -1), ...data.dims.slice(batch + (indices.dims.at(-1) ?? 0))];
  return [
    read(data, dims, (index) => [
      ...index.slice(0, batch),
      ...namedPlace(indices, index.slice(0, outer), data.dims.slice(batch)),
      ...index.slice(outer),
    ]),
  ];
};

export const ScatterND: Kernel = (call) => {
  const indices = call.input(1);
  const outer = indices.dims.length - 1;
  return scatter(call, (index, strides) =>
    placeOf([...namedPlace(indices, index.slice(0, outer), call.input(0).dims), ...index.slice(outer)], strides),
  );
};
