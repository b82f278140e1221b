import type { TypedEmit } from '../graph/typedEmit.ts';

/** value · sign(x), 0 where x is 0: the gradient through |x|. Sign itself is not on every provider. */
export function timesSign(emit: TypedEmit, value: string, x: string): string {
  const zero = emit.scalar(0, x);
  const below = emit.where(emit.op('Less', [x, zero]), emit.neg(value), emit.scalar(0, value));
  return emit.where(emit.op('Greater', [x, zero]), value, below);
}
