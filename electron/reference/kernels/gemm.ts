import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { zip } from './elementwise.ts';

export const Gemm: Kernel = (call) => {
  const [a, b, c] = [call.input(0), call.input(1), call.optional(2)];
  const [transA, transB] = [call.int('transA', 0), call.int('transB', 0)];
  const [m = 0, k = 0] = transA ? a.dims.toReversed() : a.dims;
  const n = b.dims[transB ? 0 : 1] ?? 0;
  const [alpha, beta] = [call.float('alpha', 1), call.float('beta', 1)];
  const product = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        const x = a.values[transA ? p * m + i : i * k + p] ?? 0;
        sum += x * (b.values[transB ? j * k + p : p * n + j] ?? 0);
      }
      product[i * n + j] = alpha * sum;
    }
  }
  const y = tensor64([m, n], product, a.dtype);
  return [c ? zip([y, c], a.dtype, ([p = 0, q = 0]) => p + beta * q) : y];
};

export const MatMul: Kernel = (call) => {
  const [a, b] = [call.input(0), call.input(1)];
  const [aDims, bDims] = [
    a.dims.length === 1 ? [1, ...a.dims] : [...a.dims],
    b.dims.length === 1 ? [...b.dims, 1] : [...b.dims],
  ];
  const [m = 0, k = 0] = aDims.slice(-2);
  const n = bDims.at(-1) ?? 0;
  // Which matrix of A and of B each matrix of Y is made of: the stacks are repeated like any two operands.
  const [stackA, stackB] = [numbered(aDims.slice(0, -2)), numbered(bDims.slice(0, -2))];
  const fromA = zip([stackA, stackB], 'int64', ([i = 0]) => i);
  const fromB = zip([stackA, stackB], 'int64', ([, i = 0]) => i);
  const values = new Float64Array(fromA.values.length * m * n);
  fromA.values.forEach((matrixA, matrix) => {
    const [atA, atB, atY] = [matrixA * m * k, (fromB.values[matrix] ?? 0) * k * n, matrix * m * n];
    for (let i = 0; i < m; i++) {
      for (let p = 0; p < k; p++) {
        const x = a.values[atA + i * k + p] ?? 0;
        for (let j = 0; j < n; j++) {
          const to = atY + i * n + j;
          values[to] = (values[to] ?? 0) + x * (b.values[atB + p * n + j] ?? 0);
        }
      }
    }
  });
  const rows = a.dims.length === 1 ? [] : [m];
  const columns = b.dims.length === 1 ? [] : [n];
  return [tensor64([...fromA.dims, ...rows, ...columns], values, a.dtype)];
};

/** 0, 1, 2, … in row-major order. */
const numbered = (dims: readonly number[]) => {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return tensor64(
    dims,
    Array.from({ length: count }, (_, i) => i),
    'int64',
  );
};
