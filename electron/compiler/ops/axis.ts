import { elements } from '../graph/graph.ts';
import type { OpContext } from './define.ts';

/**
 * An axis counted from the front; ONNX lets them be counted from the back, as −1 for the last.
 *
 * @throws graph/bad-node for one that a value of `rank` axes does not have
 */
export function axisOf({ refuse }: Pick<OpContext, 'refuse'>, axis: number, rank: number): number {
  const fromFront = fromTheFront(axis, rank);
  return fromFront >= 0 && fromFront < rank ? fromFront : refuse(`there is no axis ${axis} of ${rank}`);
}

/** The same for several. @throws graph/bad-node for an axis that is missing or named twice */
export function axesOf(context: Pick<OpContext, 'refuse'>, axes: readonly number[], rank: number): readonly number[] {
  const found = axes.map((axis) => axisOf(context, axis, rank));
  return new Set(found).size === found.length ? found : context.refuse('an axis is named twice');
}

/** The same without a check, for nodes whose shapes have been inferred. */
export const fromTheFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Elements before, along and after an axis: [A, B, C, D] at axis 2 is [A·B, C, D]. */
export function aroundAxis(dims: readonly number[], axis: number): readonly [number, number, number] {
  return [elements(dims.slice(0, axis)), dims[axis] ?? 1, elements(dims.slice(axis + 1))];
}

/** The dims with the length of one axis replaced. */
export const withLength = (dims: readonly number[], axis: number, length: number): number[] =>
  dims.map((old, i) => (i === axis ? length : old));
