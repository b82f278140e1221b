import { dtypes, type DType } from '../../compiler/index.ts';
import type { Kernel } from '../call.ts';
import { forEachIndex, tensor64, tensor64Of } from '../tensor64.ts';
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

export const Range: Kernel = (call) => {
  const [start, limit, delta] = [call.input(0), call.input(1), call.input(2)].map(({ values }) => values[0] ?? NaN);
  if (start === undefined || limit === undefined || !delta) throw new Error('Range needs a delta that is not 0.');
  const values: number[] = [];
  for (let i = 0; delta > 0 ? start + i * delta < limit : start + i * delta > limit; i++)
    values.push(start + i * delta);
  return [tensor64([values.length], values, call.input(0).dtype)];
};

export const EyeLike: Kernel = (call) => {
  const x = call.input(0);
  const [, columns = 0] = x.dims;
  const dtype = (Object.keys(dtypes) as DType[]).find((name) => dtypes[name].code === call.int('dtype', 0)) ?? x.dtype;
  const k = call.int('k', 0);
  const values = x.values.map((_, flat) => Number((flat % columns) - Math.floor(flat / columns) === k));
  return [tensor64(x.dims, values, dtype)];
};

export const NonZero: Kernel = (call) => {
  const x = call.input(0);
  const places: number[][] = [];
  forEachIndex(x.dims, (index, flat) => {
    if (x.values[flat] !== 0) places.push([...index]);
  });
  const values = x.dims.flatMap((_, axis) => places.map((place) => place[axis] ?? 0));
  return [tensor64([x.dims.length, places.length], values, 'int64')];
};
