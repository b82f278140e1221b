import type { Kernel } from '../call.ts';
import { axisOf, read } from './moves.ts';

/** Where a place outside 0 … length − 1 looks; null where it holds the constant. */
const outside: Readonly<Record<string, (at: number, length: number) => number | null>> = {
  constant: () => null,
  edge: (at, length) => (at < 0 ? 0 : length - 1),
  wrap: (at, length) => ((at % length) + length) % length,
  reflect: (at, length) => {
    let bounced = at;
    while (bounced < 0 || bounced >= length) bounced = bounced < 0 ? -bounced : 2 * (length - 1) - bounced;
    return bounced;
  },
};

export const Pad: Kernel = (call) => {
  const x = call.input(0);
  const pads = call.list(1) ?? [];
  const axes = call.list(3)?.map((axis) => axisOf(axis, x.dims.length)) ?? x.dims.map((_, axis) => axis);
  const before = Array<number>(x.dims.length).fill(0);
  const dims = [...x.dims];
  axes.forEach((axis, i) => {
    before[axis] = pads[i] ?? 0;
    dims[axis] = (dims[axis] ?? 0) + (pads[i] ?? 0) + (pads[axes.length + i] ?? 0);
  });
  const look = outside[call.string('mode', 'constant')];
  if (!look) throw new Error('Pad has no such mode.');
  const source = (index: readonly number[]): readonly number[] | null => {
    const places = index.map((at, axis) => {
      const [place, length] = [at - (before[axis] ?? 0), x.dims[axis] ?? 0];
      return place >= 0 && place < length ? place : look(place, length);
    });
    return places.some((place) => place === null) ? null : places.map((place) => place ?? 0);
  };
  return [read(x, dims, source, call.optional(2)?.values[0] ?? 0)];
};
