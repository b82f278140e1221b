import { floatAttribute, float, intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import { broadcast } from '../ops/broadcast.ts';
import { asMatrices } from '../ops/matrices.ts';
import type { GradientContext, GradientRules } from './define.ts';

// Products of matrices. A' and B' are the operands as they are multiplied, transposed where the node says so.
//
//   Gemm     Y [m, n] = alpha · A' [m, k] · B' [k, n] + beta · C      dA' = alpha · dY · B'ᵀ     dB' = alpha · A'ᵀ · dY
//   MatMul   Y [batch…, m, n] = A [batchA…, m, k] · B [batchB…, k, n]  the same per matrix, summed over repeated batches

export const Gemm: GradientRules = {
  // where A' = Aᵀ, dA = (dA')ᵀ = alpha · B' · dYᵀ
  A: ({ node, dY, input, emit }) => {
    const { alpha, transA, transB } = sayOf(node);
    return transA
      ? emit.op('Gemm', [input('B'), dY], { alpha, transA: transB, transB: 1 })
      : emit.op('Gemm', [dY, input('B')], { alpha, transB: 1 - transB });
  },
  // where B' = Bᵀ, dB = (dB')ᵀ = alpha · dYᵀ · A'
  B: ({ node, dY, input, emit }) => {
    const { alpha, transA, transB } = sayOf(node);
    return transB
      ? emit.op('Gemm', [dY, input('A')], { alpha, transA: 1, transB: transA })
      : emit.op('Gemm', [input('A'), dY], { alpha, transA: 1 - transA });
  },
  // dC = beta · dY, summed over what was repeated
  C: ({ node, dY, input, shape, emit }) =>
    emit.affine(emit.sumTo(dY, shape(input('C'))), floatAttribute(node, 'beta', 1)),
};

const sayOf = (node: GradientContext['node']) => ({
  alpha: float(floatAttribute(node, 'alpha', 1)),
  transA: intAttribute(node, 'transA', 0),
  transB: intAttribute(node, 'transB', 0),
});

export const MatMul: GradientRules = {
  // dA = dY · Bᵀ
  A: (context) => {
    const { input, shape, emit } = context;
    const { a, b, dY, rows, m, k, n } = stacksOf(context);
    const isShared = shape(input('B')).length <= 2;
    const dA = isShared
      ? emit.op('Gemm', [emit.reshape(dY, [rows, n]), emit.reshape(b, [k, n])], { transB: 1 })
      : emit.sumTo(emit.matmul(dY, transposed(emit, b)), [...shape(a).slice(0, -2), m, k]);
    return emit.reshape(dA, shape(input('A')));
  },
  // dB = Aᵀ · dY; one B for all rows of A needs one product, not one per matrix
  B: (context) => {
    const { input, shape, emit } = context;
    const { a, b, dY, rows, k, n } = stacksOf(context);
    const isShared = shape(input('B')).length <= 2;
    const dB = isShared
      ? emit.op('Gemm', [emit.reshape(a, [rows, k]), emit.reshape(dY, [rows, n])], { transA: 1 })
      : emit.sumTo(emit.matmul(transposed(emit, a), dY), shape(b));
    return emit.reshape(dB, shape(input('B')));
  },
};

/** A [batchA…, m, k], B [batchB…, k, n] and dY [batch…, m, n], vectors made matrices; `rows` counts those of all A. */
function stacksOf({ dY, input, shape, emit }: GradientContext) {
  const { batchA, batchB, m, k, n } = asMatrices(shape(input('A')), shape(input('B')));
  return {
    a: emit.reshape(input('A'), [...batchA, m, k]),
    b: emit.reshape(input('B'), [...batchB, k, n]),
    dY: emit.reshape(dY, [...(broadcast(batchA, batchB) ?? []), m, n]),
    rows: elements(batchA) * m,
    m,
    k,
    n,
  };
}

/** The last two axes trade places. */
function transposed(emit: TypedEmit, x: string): string {
  const axes = emit.dims(x).map((_, axis) => axis);
  return emit.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
