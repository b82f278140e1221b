import { floatAttribute, intAttribute } from '../graph/attributes.ts';
import { Emit } from '../graph/emit.ts';
import type { Graph, Initializer, Node, Tensor } from '../graph/graph.ts';
import { floatsOf, tensorFrom, tensorOf } from '../graph/tensor.ts';
import { verify } from '../graph/verify.ts';
import { consumersOf, producersOf } from '../graph/walk.ts';
import { withoutUnused } from './prune.ts';

type Floats = Float32Array | Float64Array;

/** y = factor · x + offset for each channel. */
interface ChannelAffine {
  readonly factor: Float64Array;
  readonly offset: Float64Array;
}

/**
 * Folds BatchNormalization into the Conv, ConvTranspose or Gemm before it: with a = scale / √(variance + ε), the
 * weights of output channel m are multiplied by a[m] and its bias becomes a[m] · (bias − mean[m]) + B[m]. The new
 * numbers are computed in 64 bits.
 *
 * A normalization stays where it is when
 *   - it uses the statistics of the batch (training_mode), or gives out running ones;
 *   - the layer's own output is read by another node as well, or is an output of the graph;
 *   - one of the numbers is not stored in the graph as float32 or float64 (parameters under training are inputs);
 *   - it stands before the layer, where padding would see its offset, or Gemm's C is a whole matrix.
 *
 * Law: all outputs agree to 1e-5 of the largest value (with ONNX Runtime's own fusion switched off).
 */
export function foldBatchNorm(graph: Graph): Graph {
  const emit = new Emit(graph);
  const layerOf = layersBefore(graph);
  const gone = new Set<Node>();
  const replaced = new Map<Node, Node>();
  for (const norm of graph.nodes.filter(isInference)) {
    const layer = layerOf(norm);
    const numbers = layer && foldedNumbers(graph, norm, layer);
    if (!layer || !numbers) continue;
    gone.add(norm);
    replaced.set(layer, folded(emit, norm, layer, numbers));
  }
  const nodes = graph.nodes.flatMap((node) => (gone.has(node) ? [] : [replaced.get(node) ?? node]));
  const initializers = [...graph.initializers, ...emit.initializers];
  return verify(withoutUnused({ ...graph, nodes, initializers }), 'foldBatchNorm');
}

/** The node before a normalization, when nobody else sees what it makes. */
function layersBefore(graph: Graph): (norm: Node) => Node | undefined {
  const [producers, consumers] = [producersOf(graph), consumersOf(graph)];
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  return (norm) => {
    const between = norm.inputs[0] ?? '';
    const isSeen = outputs.has(between) || consumers.get(between)?.length !== 1;
    return isSeen ? undefined : producers.get(between);
  };
}

const isInference = (node: Node): boolean =>
  node.op === 'BatchNormalization' &&
  node.domain === '' &&
  intAttribute(node, 'training_mode', 0) === 0 &&
  node.outputs.slice(1).every((name) => name === '');

/** null where one of the four vectors is not stored. */
function affineOf(graph: Graph, norm: Node): ChannelAffine | null {
  const [scale, bias, mean, variance] = norm.inputs.slice(1).map((name) => storedFloats(graph, name));
  if (!scale || !bias || !mean || !variance) return null;
  const epsilon = floatAttribute(norm, 'epsilon', 1e-5);
  const factor = Float64Array.from(scale, (value, m) => value / Math.sqrt((variance[m] ?? 0) + epsilon));
  return { factor, offset: Float64Array.from(bias, (value, m) => value - (mean[m] ?? 0) * (factor[m] ?? 0)) };
}

interface Numbers {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** A layer's weight and bias with the normalization in them; null where it cannot go there. */
function foldedNumbers(graph: Graph, norm: Node, layer: Node): Numbers | null {
  const [, weightName = '', biasName = ''] = layer.inputs;
  const affine = affineOf(graph, norm);
  const weight = stored(graph, weightName);
  const weights = weight && floatsOf(weight);
  const bias = biasName === '' ? new Float32Array(1) : storedFloats(graph, biasName);
  const channelOf = weight && outputChannelOf(layer, weight);
  if (!affine || !weights || !bias || !channelOf || isMatrix(stored(graph, biasName), layer)) return null;
  // Y = alpha · A · B + beta · C in Gemm; the others have neither factor.
  const [alpha, beta] = [floatAttribute(layer, 'alpha', 1), floatAttribute(layer, 'beta', 1)];
  const { factor, offset } = affine;
  const biases = Array.from(offset, (value, m) => {
    const own = bias[bias.length === 1 ? 0 : m] ?? 0;
    return beta * own * (factor[m] ?? 0) + value;
  });
  return {
    weight: scaled(weight, weights, (place) => alpha * (factor[channelOf(place)] ?? 0)),
    bias: tensorFrom('', weight.dtype, [biases.length], biases),
  };
}

/** C of Gemm that differs from row to row. */
const isMatrix = (bias: Tensor | null, { op }: Node): boolean =>
  op === 'Gemm' && bias?.dims.slice(0, -1).some((length) => length !== 1) === true;

/** From the place of a weight to the output channel it serves; null for other operators. */
function outputChannelOf(layer: Node, { dims }: Tensor): ((place: number) => number) | null {
  const [first = 1, second = 1] = dims;
  const window = dims.slice(2).reduce((product, length) => product * length, 1);
  switch (layer.domain === '' ? layer.op : '') {
    case 'Conv': // [M, C / group, k…]
      return (place) => Math.floor(place / (second * window));
    case 'ConvTranspose': {
      // [C, M / group, k…]: the input channels of a group serve that group's output channels
      const perGroup = first / intAttribute(layer, 'group', 1);
      return (place) => {
        const [channel, within] = [Math.floor(place / (second * window)), Math.floor(place / window) % second];
        return Math.floor(channel / perGroup) * second + within;
      };
    }
    case 'Gemm': // [K, M], or [M, K] when transposed
      return intAttribute(layer, 'transB', 0) === 1 ? (place) => Math.floor(place / second) : (place) => place % second;
    default:
      return null;
  }
}

function scaled(tensor: Tensor, floats: Floats, factor: (place: number) => number): Tensor {
  const values = floats.slice();
  for (let place = 0; place < values.length; place++) values[place] = (values[place] ?? 0) * factor(place);
  return tensorOf('', tensor.dtype, tensor.dims, values);
}

/** The layer with new numbers, which makes what the normalization made. */
function folded(emit: Emit, norm: Node, layer: Node, { weight, bias }: Numbers): Node {
  const [input = '', weightName = '', biasName = ''] = layer.inputs;
  const inputs = [
    input,
    emit.constant({ ...weight, name: `${weightName}/folded` }),
    emit.constant({ ...bias, name: biasName === '' ? `${weightName}/folded_bias` : `${biasName}/folded` }),
  ];
  const attributes = Object.entries(layer.attributes).filter(([name]) => name !== 'alpha' && name !== 'beta');
  return { ...layer, inputs, outputs: norm.outputs.slice(0, 1), attributes: Object.fromEntries(attributes) };
}

const stored = (graph: Graph, name: string): Initializer | null =>
  graph.initializers.find((tensor) => tensor.name === name) ?? null;

function storedFloats(graph: Graph, name: string): Floats | null {
  const tensor = stored(graph, name);
  return tensor && floatsOf(tensor);
}
