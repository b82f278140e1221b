import type { DType } from '../../compiler/index.ts';
import type { Kernel } from '../call.ts';
import { forEachIndex, stridesOf, tensor64, type Tensor64 } from '../tensor64.ts';

/** Y[i] = compute(X[i]) */
export const unary =
  (compute: (x: number) => number): Kernel =>
  (call) => {
    const x = call.input(0);
    return [tensor64(x.dims, x.values.map(compute), x.dtype)];
  };

/** C[i] = compute(A[i], B[i]), the shorter operand repeated; `dtype` of the result where it is not that of A */
export const binary =
  (compute: (a: number, b: number, dtype: DType) => number, dtype?: DType): Kernel =>
  (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    return [zip([a, b], dtype ?? a.dtype, ([x = 0, y = 0]) => compute(x, y, a.dtype))];
  };

/** One number for each place of the common shape from the operands' numbers there. */
export function zip(
  operands: readonly Tensor64[],
  dtype: DType,
  compute: (numbers: readonly number[]) => number,
): Tensor64 {
  const rank = Math.max(...operands.map(({ dims }) => dims.length));
  const padded = operands.map(({ dims }) => [...Array<number>(rank - dims.length).fill(1), ...dims]);
  // A length of 1 takes the other's length, which may be 0.
  const dims = Array.from({ length: rank }, (_, axis) => padded.map((d) => d[axis] ?? 1).find((d) => d !== 1) ?? 1);
  const strides = padded.map((d) => stridesOf(d).map((stride, axis) => (d[axis] === 1 ? 0 : stride)));
  const values = new Float64Array(dims.reduce((product, dim) => product * dim, 1));
  forEachIndex(dims, (index, flat) => {
    values[flat] = compute(
      operands.map((operand, i) => {
        const offset = index.reduce((sum, at, axis) => sum + at * (strides[i]?.[axis] ?? 0), 0);
        return operand.values[offset] ?? 0;
      }),
    );
  });
  return tensor64(dims, values, dtype);
}
