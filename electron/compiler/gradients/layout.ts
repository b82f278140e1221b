import type { TypedEmit } from '../graph/typedEmit.ts';

// Changes of layout that gradients of convolutions share. They move numbers and compute nothing.

/** [a, b, c, …] → [b, a, c, …] */
export const swapFirstTwo = (emit: TypedEmit, x: string): string =>
  emit.transpose(
    x,
    emit.dims(x).map((_, axis) => (axis < 2 ? 1 - axis : axis)),
  );

/** [N, gC, H, W] → [C, gN, H, W]: batch and channel trade places inside each group. */
export function foldGroupsIntoBatch(emit: TypedEmit, x: string, group: number): string {
  if (group === 1) return swapFirstTwo(emit, x);
  const [batch = 0, channels = 0, ...spatial] = emit.dims(x);
  const split = emit.reshape(x, [batch, group, channels / group, ...spatial]);
  const turned = emit.transpose(split, [2, 1, 0, ...spatial.map((_, i) => i + 3)]);
  return emit.reshape(turned, [channels / group, group * batch, ...spatial]);
}

/** Cuts what is beyond `lengths` off the end of the last axes. */
export function trimTo(emit: TypedEmit, x: string, lengths: readonly number[]): string {
  const first = emit.dims(x).length - lengths.length;
  return lengths.reduce(
    (cut, length, i) => (emit.dims(cut)[first + i] === length ? cut : emit.slice(cut, first + i, 0, length)),
    x,
  );
}
