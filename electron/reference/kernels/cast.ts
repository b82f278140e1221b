import { dtypes, isFloat, type DType } from '../../compiler/index.ts';
import type { Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';

// Between floats nothing is rounded: the reference computes everything in 64 bits, whatever the type says.
function cast(x: Tensor64, to: DType): readonly Tensor64[] {
  const one =
    to === 'bool' ? (v: number): number => Number(v !== 0) : isFloat(to) ? (v: number): number => v : Math.trunc;
  return [tensor64(x.dims, x.values.map(one), to)];
}

export const Cast: Kernel = (call) => {
  const code = call.int('to', 0);
  const to = (Object.keys(dtypes) as DType[]).find((dtype) => dtypes[dtype].code === code);
  if (!to) throw new Error(`There is no type ${code}.`);
  return cast(call.input(0), to);
};

export const CastLike: Kernel = (call) => cast(call.input(0), call.input(1).dtype);
