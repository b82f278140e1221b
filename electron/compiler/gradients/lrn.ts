import { floatAttribute, intAttribute } from '../graph/attributes.ts';
import { elements, type Node } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { GradientRules } from './define.ts';

// Y[c] = X[c] · S[c]^−β    with S[c] = bias + α/size · sum of X[i]² over the channels i around c
//
// From ⌊(size−1)/2⌋ channels before c to ⌈(size−1)/2⌉ behind it, so that an even size looks further behind. X reaches Y
// directly and through the S of every channel that has it for a neighbor, which looks further before:
//
//     dX[i] = dY[i] · S[i]^−β − 2αβ/size · X[i] · sum of dY[c] · Y[c] / S[c] over the channels c around i
//
// Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012,
// section 3.3; ONNX LRN-13.

export const LRN: GradientRules = {
  X: ({ node, dY, input, output, emit }) => {
    const { size, alpha, beta, bias, before, after } = lrnOf(node);
    const [x, y] = [input('X'), output('Y')];
    const s = emit.affine(sumOverChannels(emit, emit.square(x), before, after), alpha / size, bias);
    const direct = emit.mul(dY, emit.op('Pow', [s, emit.scalar(-beta, s)]));
    const shares = emit.div(emit.mul(dY, y), s);
    const through = emit.mul(x, sumOverChannels(emit, shares, after, before));
    return emit.sub(direct, emit.affine(through, (2 * alpha * beta) / size));
  },
};

/** Each channel with its neighbors: a sum pool along the channels, which become the rows of a picture one high. */
function sumOverChannels(emit: TypedEmit, x: string, before: number, after: number): string {
  const dims = emit.dims(x);
  const [batch = 0, channels = 0, ...spatial] = dims;
  const size = before + 1 + after;
  // Padded by hand: ONNX Runtime's pools want padding to be smaller than the kernel, and this may be wider than X.
  const rows = emit.pad(emit.reshape(x, [batch, 1, channels, elements(spatial)]), [0, 0, before, 0], [0, 0, after, 0]);
  const means = emit.op('AveragePool', [rows], { kernel_shape: [size, 1] });
  return emit.affine(emit.reshape(means, dims), size);
}

function lrnOf(node: Node): Record<'size' | 'alpha' | 'beta' | 'bias' | 'before' | 'after', number> {
  const size = intAttribute(node, 'size', 1);
  return {
    size,
    alpha: floatAttribute(node, 'alpha', 1e-4),
    beta: floatAttribute(node, 'beta', 0.75),
    bias: floatAttribute(node, 'bias', 1),
    before: Math.floor((size - 1) / 2),
    after: Math.ceil((size - 1) / 2),
  };
}
