import { numbersOf, type DType, type Tensor } from '../compiler/index.ts';

/** Numbers with a shape in 64 bits, whatever type they have in the graph; false is 0 and true is 1. */
export interface Tensor64 {
  /** As the graph has it: float or not decides how division and casts work. */
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** [elements], row-major */
  readonly values: Float64Array;
}

/** @throws Error when the number of values does not fit the dims */
export function tensor64(dims: readonly number[], values: ArrayLike<number>, dtype: DType = 'float32'): Tensor64 {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (values.length !== count) throw new Error(`[${dims.join()}] wants ${count} numbers, not ${values.length}.`);
  return { dtype, dims, values: values instanceof Float64Array ? values : Float64Array.from(values) };
}

/** @throws Error for strings and other types without plain numbers */
export function tensor64Of(tensor: Tensor): Tensor64 {
  const numbers = numbersOf(tensor);
  if (!numbers) throw new Error(`The tensor "${tensor.name}" of type ${tensor.dtype} has no plain numbers.`);
  return tensor64(tensor.dims, numbers, tensor.dtype);
}

/** Steps in memory per axis, row-major. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] ?? 1) * (dims[axis + 1] ?? 1);
  return strides;
}

/** Calls `visit` with each index of a shape in row-major order. The array is reused: do not keep it. */
export function forEachIndex(dims: readonly number[], visit: (index: readonly number[], flat: number) => void): void {
  const index = Array<number>(dims.length).fill(0);
  const count = dims.reduce((product, dim) => product * dim, 1);
  for (let flat = 0; flat < count; flat++) {
    visit(index, flat);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (dims[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
}
