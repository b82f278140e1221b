import { forEachIndex, stridesOf, tensor64, type Tensor64 } from '../tensor64.ts';

/** An axis counted from the front. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export const countOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** The place in memory of an index. */
export const placeOf = (index: readonly number[], strides: readonly number[]): number => {
  let place = 0;
  for (let axis = 0; axis < index.length; axis++) place += (index[axis] ?? 0) * (strides[axis] ?? 0);
  return place;
};

/**
 * Y[index] = X[source(index)].
 *
 * @param source  null where Y holds `otherwise`
 */
export function read(
  x: Tensor64,
  dims: readonly number[],
  source: (index: readonly number[]) => readonly number[] | null,
  otherwise = 0,
): Tensor64 {
  const strides = stridesOf(x.dims);
  const values = new Float64Array(countOf(dims));
  forEachIndex(dims, (index, flat) => {
    const from = source(index);
    values[flat] = from ? (x.values[placeOf(from, strides)] ?? NaN) : otherwise;
  });
  return tensor64(dims, values, x.dtype);
}
