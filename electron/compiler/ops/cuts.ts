import { fromTheFront } from './axis.ts';

/** What Slice reads along one axis: start, start + step, …, `count` places. A start may stand at the end when count is 0. */
export interface Cut {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * What Slice reads along every axis. Ends beyond the axis, such as the largest 64-bit number, mean its end.
 *
 * @see ONNX operator Slice: a positive step clamps to [0, length], a negative one to [0, length − 1] and [−1, length − 1]
 */
export function cutsOf(
  dims: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] | null,
  steps: readonly number[] | null,
): readonly Cut[] {
  const cuts: Cut[] = dims.map((count) => ({ start: 0, step: 1, count }));
  starts.forEach((start, i) => {
    const axis = fromTheFront(axes?.[i] ?? i, dims.length);
    cuts[axis] = cutOf(dims[axis] ?? 0, start, ends[i] ?? 0, steps?.[i] ?? 1);
  });
  return cuts;
}

function cutOf(length: number, start: number, end: number, step: number): Cut {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamped = (at: number, from: number): number => Math.min(Math.max(fromTheFront(at, length), from), highest);
  const first = clamped(start, step > 0 ? 0 : Math.min(0, highest));
  return { start: first, step, count: Math.max(0, Math.ceil((clamped(end, lowest) - first) / step)) };
}

/** How long each piece is that Split makes: as `split` says, or all as long, the last ones shorter where it must be. */
export function pieceLengths(total: number, split: readonly number[] | null, count: number): readonly number[] {
  const length = Math.ceil(total / count);
  return split ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(length, total - i * length)));
}
