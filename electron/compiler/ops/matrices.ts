/** The operands of MatMul seen as stacks of matrices: A [batchA…, m, k] and B [batchB…, inner, n]. */
export interface Matrices {
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
  readonly m: number;
  readonly k: number;
  /** Equal to k where the product exists. */
  readonly inner: number;
  readonly n: number;
}

/**
 * A vector counts as one row of A or one column of B.
 *
 * @see numpy.matmul, which ONNX's MatMul follows
 */
export function asMatrices(a: readonly number[], b: readonly number[]): Matrices {
  const [m = 1, k = 1] = a.length === 1 ? [1, ...a] : a.slice(-2);
  const [inner = 1, n = 1] = b.length === 1 ? [...b, 1] : b.slice(-2);
  return { batchA: a.slice(0, -2), batchB: b.slice(0, -2), m, k, inner, n };
}
