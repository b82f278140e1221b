import type { Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { zip } from './elementwise.ts';
import { axisOf, countOf, read } from './moves.ts';

const withDims = (x: Tensor64, dims: readonly number[]): readonly Tensor64[] => [tensor64(dims, x.values, x.dtype)];

export const Identity: Kernel = (call) => [call.input(0)];

export const Reshape: Kernel = (call) => {
  const x = call.input(0);
  const wanted = (call.list(1) ?? []).map((dim, axis) =>
    dim === 0 && call.int('allowzero', 0) === 0 ? (x.dims[axis] ?? 0) : dim,
  );
  const others = wanted.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
  return withDims(
    x,
    wanted.map((dim) => (dim === -1 ? x.values.length / others : dim)),
  );
};

export const Flatten: Kernel = (call) => {
  const x = call.input(0);
  const axis = axisOf(call.int('axis', 1), x.dims.length);
  return withDims(x, [countOf(x.dims.slice(0, axis)), countOf(x.dims.slice(axis))]);
};

export const Squeeze: Kernel = (call) => {
  const x = call.input(0);
  const axes = (call.list(1) ?? []).map((axis) => axisOf(axis, x.dims.length));
  return withDims(
    x,
    x.dims.filter((length, axis) => (axes.length > 0 ? !axes.includes(axis) : length !== 1)),
  );
};

export const Unsqueeze: Kernel = (call) => {
  const x = call.input(0);
  const given = call.list(1) ?? [];
  const axes = given.map((axis) => axisOf(axis, x.dims.length + given.length));
  const dims = [...x.dims];
  for (const axis of axes.toSorted((a, b) => a - b)) dims.splice(axis, 0, 1);
  return withDims(x, dims);
};

export const Transpose: Kernel = (call) => {
  const x = call.input(0);
  const perm = call.ints('perm') ?? x.dims.map((_, axis) => x.dims.length - 1 - axis);
  const from = Array<number>(perm.length).fill(0);
  return [
    read(
      x,
      perm.map((axis) => x.dims[axis] ?? 1),
      (index) => {
        perm.forEach((axis, i) => (from[axis] = index[i] ?? 0));
        return from;
      },
    ),
  ];
};

export const Expand: Kernel = (call) => {
  const dims = call.list(1) ?? [];
  const ones = tensor64(dims, new Float64Array(countOf(dims)).fill(1));
  return [zip([call.input(0), ones], call.input(0).dtype, ([x = 0]) => x)];
};

export const Tile: Kernel = (call) => {
  const x = call.input(0);
  const repeats = call.list(1) ?? [];
  return [
    read(
      x,
      x.dims.map((length, axis) => length * (repeats[axis] ?? 1)),
      (index) => index.map((at, axis) => at % (x.dims[axis] ?? 1)),
    ),
  ];
};

export const DepthToSpace: Kernel = (call) => {
  const x = call.input(0);
  const b = call.int('blocksize', 1);
  const [n = 0, channels = 0, height = 0, width = 0] = x.dims;
  const c = channels / (b * b);
  const isBlockFirst = call.string('mode', 'DCR') === 'DCR';
  return [
    read(x, [n, c, height * b, width * b], ([image = 0, channel = 0, row = 0, column = 0]) => {
      const block = (row % b) * b + (column % b);
      const from = isBlockFirst ? block * c + channel : channel * b * b + block;
      return [image, from, Math.floor(row / b), Math.floor(column / b)];
    }),
  ];
};

export const SpaceToDepth: Kernel = (call) => {
  const x = call.input(0);
  const b = call.int('blocksize', 1);
  const [n = 0, c = 0, height = 0, width = 0] = x.dims;
  return [
    read(x, [n, c * b * b, height / b, width / b], ([image = 0, channel = 0, row = 0, column = 0]) => {
      const block = Math.floor(channel / c);
      return [image, channel % c, row * b + Math.floor(block / b), column * b + (block % b)];
    }),
  ];
};

export const Trilu: Kernel = (call) => {
  const x = call.input(0);
  const k = call.list(1)?.[0] ?? 0;
  const isUpper = call.int('upper', 1) === 1;
  const isKept = (row: number, column: number): boolean => (isUpper ? column - row >= k : column - row <= k);
  return [read(x, x.dims, (index) => (isKept(index.at(-2) ?? 0, index.at(-1) ?? 0) ? index : null))];
};
