import { dtypes } from '../graph/dtype.ts';
import { elements, type Tensor } from '../graph/graph.ts';

/** Steps in memory per axis, row-major. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] ?? 1) * (dims[axis + 1] ?? 1);
  return strides;
}

/** The index along each axis of the element at a place in memory. */
export function indexOf(flat: number, dims: readonly number[]): number[] {
  return stridesOf(dims).map((stride, axis) => Math.floor(flat / stride) % (dims[axis] ?? 1));
}

/** The place in memory of the element at an index. */
export function flatOf(index: readonly number[], dims: readonly number[]): number {
  return index.reduce((flat, at, axis) => flat * (dims[axis] ?? 1) + at, 0);
}

/**
 * A tensor of the same numbers in other places, bit for bit, for shape arithmetic.
 *
 * @param source  the index in `tensor` of what stands at an index of the result
 * @returns       null for types whose elements do not fill whole bytes
 */
export function rearrange(
  tensor: Tensor,
  dims: readonly number[],
  source: (index: readonly number[]) => readonly number[],
): Tensor | null {
  const width = dtypes[tensor.dtype].bits / 8;
  if (width < 1) return null;
  const bytes = new Uint8Array(elements(dims) * width);
  for (let flat = 0; flat < elements(dims); flat++) {
    const from = flatOf(source(indexOf(flat, dims)), tensor.dims) * width;
    bytes.set(tensor.bytes.subarray(from, from + width), flat * width);
  }
  return { name: '', dtype: tensor.dtype, dims, bytes };
}

/** What a `fold` answers: the one tensor, where there is one. */
export const only = (tensor: Tensor | null): readonly Tensor[] | null => (tensor ? [tensor] : null);
