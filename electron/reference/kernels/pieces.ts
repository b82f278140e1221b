import type { Kernel } from '../call.ts';
import { forEachIndex, stridesOf, tensor64, type Tensor64 } from '../tensor64.ts';
import { axisOf, countOf, placeOf, read } from './moves.ts';

export const Concat: Kernel = (call) => {
  const inputs = call.inputs.filter((x): x is Tensor64 => x !== null);
  const first = call.input(0);
  const axis = axisOf(call.int('axis', 0), first.dims.length);
  const total = inputs.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0);
  const dims = first.dims.map((length, i) => (i === axis ? total : length));
  const values = new Float64Array(countOf(dims));
  const strides = stridesOf(dims);
  let start = 0;
  for (const x of inputs) {
    const offset = start * (strides[axis] ?? 0);
    forEachIndex(x.dims, (index, flat) => (values[offset + placeOf(index, strides)] = x.values[flat] ?? 0));
    start += x.dims[axis] ?? 0;
  }
  return [tensor64(dims, values, first.dtype)];
};

export const Split: Kernel = (call) => {
  const x = call.input(0);
  const axis = axisOf(call.int('axis', 0), x.dims.length);
  const count = call.node.outputs.length;
  const total = x.dims[axis] ?? 0;
  const share = Math.ceil(total / count);
  const lengths =
    call.list(1) ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(share, total - i * share)));
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return read(
      x,
      x.dims.map((old, i) => (i === axis ? length : old)),
      (index) => index.map((at, i) => (i === axis ? from + at : at)),
    );
  });
};

/** The places along one axis that Slice reads, one by one. */
function placesOf(length: number, start: number, end: number, step: number): number[] {
  const [from, to] = [axisOf(start, length), axisOf(end, length)];
  const places: number[] = [];
  if (step > 0) for (let at = Math.max(from, 0); at < Math.min(to, length); at += step) places.push(at);
  // Going down, a start before the first place is clamped to it, as ONNX prescribes and Python does not.
  else for (let at = Math.min(Math.max(from, 0), length - 1); at > Math.max(to, -1); at += step) places.push(at);
  return places;
}

export const Slice: Kernel = (call) => {
  const x = call.input(0);
  const places = x.dims.map((length) => placesOf(length, 0, length, 1));
  const starts = call.list(1) ?? [];
  starts.forEach((start, i) => {
    const axis = axisOf(call.list(3)?.[i] ?? i, x.dims.length);
    places[axis] = placesOf(x.dims[axis] ?? 0, start, call.list(2)?.[i] ?? 0, call.list(4)?.[i] ?? 1);
  });
  return [
    read(
      x,
      places.map(({ length }) => length),
      (index) => index.map((at, axis) => places[axis]?.[at] ?? NaN),
    ),
  ];
};
