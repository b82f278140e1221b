import { fail } from '../graph/errors.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { floatTensor } from '../graph/tensor.ts';
import { cutAt } from './cut.ts';
import { Extension } from './extension.ts';
import { existing } from './valueTypes.ts';

/** One linear layer of a head. */
export interface HeadLayer {
  /** Numbers it makes: the last layer makes one per class. */
  readonly outputs: number;
  /** float32 [outputs, features]; default: drawn. */
  readonly weight?: Tensor;
  /** float32 [outputs]; default: zeros. */
  readonly bias?: Tensor;
}

export interface HeadOptions {
  /** The value that the head reads: [N, F], or maps [N, C, H, W]. */
  readonly features: string;
  /** From the features to the classes, with Relu between; at least one. */
  readonly layers: readonly HeadLayer[];
  /** How maps become a row of features: their average or maximum over all places, or every number. Default average. */
  readonly pooling?: 'average' | 'maximum' | 'none';
  /** Draws the weights that are not given. */
  readonly rng?: () => number;
}

/** Names of the parameters of the layers of a head, from 1 on: what is trained when all else is frozen. */
export const headWeight = (layer: number): string => `head${layer}/weight`;
export const headBias = (layer: number): string => `head${layer}/bias`;

/**
 * Puts a new classifier on the features of a network. All that only the old head needed is gone; `logits` [N, classes]
 * is the only output. Metadata stays. Weights that are not given are drawn by Xavier's rule, uniform in
 * ±√(6 / (features + outputs)), and biases are 0.
 *
 * Law: the features are what they were, bit for bit; logits = features · weightᵀ + bias for a head of one layer.
 *
 * @throws graph/unknown-value  there is no such value
 * @throws graph/unfit-value    it is no row of features and no map, or a weight is of another shape
 * @throws what `shapesOf` throws
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, eq. 16
 */
export function replaceHead(graph: Graph, options: HeadOptions): Graph {
  const { features, layers, pooling = 'average' } = options;
  const emit = new Extension(cutAt(graph, [existing(graph, features)]));
  let x = rowOf(emit, emit.value(features, [2, 4]), pooling);
  layers.forEach((layer, i) => {
    const active = i === 0 ? x : emit.op('Relu', [x]);
    x = linear(emit, active, layer, i + 1, options.rng);
  });
  return emit.applied([emit.output(emit.named(x, 'logits'))], 'replaceHead');
}

/** [N, F] or [N, C, H, W] → [N, F] */
function rowOf(emit: Extension, x: string, pooling: 'average' | 'maximum' | 'none'): string {
  if (emit.dims(x).length === 2) return x;
  const ops = { average: 'GlobalAveragePool', maximum: 'GlobalMaxPool', none: null } as const;
  const op = ops[pooling];
  return emit.op('Flatten', [op === null ? x : emit.op(op, [x])], { axis: 1 });
}

function linear(emit: Extension, x: string, layer: HeadLayer, number: number, rng?: () => number): string {
  const features = emit.dims(x)[1] ?? 0;
  const dims = [layer.outputs, features];
  const weight = layer.weight ? checked(layer.weight, dims) : drawn(dims, rng);
  const bias = layer.bias
    ? checked(layer.bias, [layer.outputs])
    : floatTensor('', [layer.outputs], zeros(layer.outputs));
  const names = [
    emit.constant({ ...weight, name: headWeight(number) }),
    emit.constant({ ...bias, name: headBias(number) }),
  ];
  return emit.op('Gemm', [x, ...names], { transB: 1 });
}

const zeros = (count: number): Float32Array => new Float32Array(count);

function drawn(dims: readonly number[], rng: (() => number) | undefined): Tensor {
  if (!rng) throw new Error('A head without weights needs an rng to draw them.');
  const [outputs = 0, features = 0] = dims;
  const bound = Math.sqrt(6 / (features + outputs));
  const values = Float32Array.from({ length: outputs * features }, () => bound * (2 * rng() - 1));
  return floatTensor('', dims, values);
}

function checked(tensor: Tensor, dims: readonly number[]): Tensor {
  if (tensor.dtype === 'float32' && tensor.dims.join() === dims.join()) return tensor;
  const [found, wanted] = [`${tensor.dtype}[${tensor.dims.join(', ')}]`, `float32[${dims.join(', ')}]`];
  return fail('graph/unfit-value', { value: tensor.name, reason: `it is ${found} where ${wanted} is needed.` });
}
