import { intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import { broadcast } from './broadcast.ts';
import type { Op } from './define.ts';
import { asMatrices } from './matrices.ts';

// Products of matrices.
//
//   Gemm     A [m, k] or its transpose, B [k, n] or its transpose, C repeated to [m, n]
//   MatMul   A [batch…, m, k], B [batch…, k, n]; a vector counts as one row of A or one column of B

/** Y = alpha · A' · B' + beta · C */
export const Gemm: Op = {
  inputs: ['A', 'B', 'C'],
  outputs: ['Y'],
  shape: ({ node, input, has, refuse }) => {
    const [a, b] = [input('A'), input('B')];
    if (a.dims.length !== 2 || b.dims.length !== 2) refuse('A and B must be matrices');
    const [m = 0, k = 0] = intAttribute(node, 'transA', 0) ? a.dims.toReversed() : a.dims;
    const [inner = 0, n = 0] = intAttribute(node, 'transB', 0) ? b.dims.toReversed() : b.dims;
    if (k !== inner) refuse(`the columns of A (${k}) are not the rows of B (${inner})`);
    const fits = !has('C') || broadcast(input('C').dims, [m, n])?.join() === [m, n].join();
    if (!fits) refuse(`C of the shape [${input('C').dims.join(', ')}] cannot be repeated to [${m}, ${n}]`);
    return [{ dtype: a.dtype, dims: [m, n] }];
  },
  multiplyAdds: ({ node, input }, [output]) => {
    const inner = input('A').dims[intAttribute(node, 'transA', 0) ? 0 : 1] ?? 0;
    return elements(output?.dims ?? []) * inner;
  },
};

export const MatMul: Op = {
  inputs: ['A', 'B'],
  outputs: ['Y'],
  shape: ({ input, refuse }) => {
    const [a, b] = [input('A'), input('B')];
    if (a.dims.length === 0 || b.dims.length === 0) refuse('a scalar is no matrix');
    const { batchA, batchB, m, k, inner, n } = asMatrices(a.dims, b.dims);
    if (k !== inner) refuse(`the columns of A (${k}) are not the rows of B (${inner})`);
    const batch = broadcast(batchA, batchB) ?? refuse('the axes before the matrices cannot be broadcast to each other');
    const rows = a.dims.length === 1 ? [] : [m];
    const columns = b.dims.length === 1 ? [] : [n];
    return [{ dtype: a.dtype, dims: [...batch, ...rows, ...columns] }];
  },
  multiplyAdds: ({ input }, [output]) => elements(output?.dims ?? []) * (input('A').dims.at(-1) ?? 0),
};
