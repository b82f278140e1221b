import { float, floatAttribute, intAttribute, type AttributeInput, attributeOf } from '../graph/attributes.ts';
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
  const folding = foldable(graph);
  const replaced = new Map<Node, Node>();
  for (const [norm, layer] of folding) replaced.set(layer, folded(graph, emit, norm, layer));
  const nodes = graph.nodes.flatMap((node) => (folding.has(node) ? [] : [replaced.get(node) ?? node]));
  const initializers = [...graph.initializers, ...emit.initializers];
  return verify(withoutUnused({ ...graph, nodes, initializers }), 'foldBatchNorm');
}

/** Normalizations that can go, each with the layer that takes it in. */
function foldable(graph: Graph): ReadonlyMap<Node, Node> {
  const [producers, consumers] = [producersOf(graph), consumersOf(graph)];
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const fits = (norm: Node, layer: Node): boolean => {
    const [between = ''] = layer.outputs;
    const onlyReader = consumers.get(between)?.length === 1 && !outputs.has(between);
    return onlyReader && affineOf(graph, norm) !== null && foldersFor(graph, layer) !== null;
  };
  const found = new Map<Node, Node>();
  for (const norm of graph.nodes) {
    const layer = isInference(norm) ? producers.get(norm.inputs[0] ?? '') : undefined;
    if (layer && fits(norm, layer)) found.set(norm, layer);
  }
  return found;
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

/** How a layer takes an affine map of its channels in. */
interface Folders {
  readonly weight: (affine: ChannelAffine) => Tensor;
  readonly bias: (affine: ChannelAffine) => Tensor;
  readonly attributes: Readonly<Record<string, AttributeInput>>;
}

/** null where the layer's numbers are not stored, or it is no such layer. */
function foldersFor(graph: Graph, layer: Node): Folders | null {
  const weight = stored(graph, layer.inputs[1] ?? '');
  const floats = weight && floatsOf(weight);
  const biasName = layer.inputs[2] ?? '';
  const bias = biasName === '' ? new Float32Array([0]) : storedFloats(graph, biasName);
  const channelOf = weight && outputChannelOf(layer, weight);
  if (!weight || !floats || !bias || !channelOf) return null;
  const [alpha, beta] = [floatAttribute(layer, 'alpha', 1), floatAttribute(layer, 'beta', 1)];
  if (
    layer.op === 'Gemm' &&
    stored(graph, biasName)
      ?.dims.slice(0, -1)
      .some((length) => length !== 1)
  )
    return null;
  return {
    weight: ({ factor }) =>
      scaled(weight, floats, (i) => (factor[channelOf(i)] ?? 0) * (layer.op === 'Gemm' ? alpha : 1)),
    bias: ({ factor, offset }) => {
      const own = (m: number): number => (bias[bias.length === 1 ? 0 : m] ?? 0) * (layer.op === 'Gemm' ? beta : 1);
      const values = Array.from(offset, (value, m) => own(m) * (factor[m] ?? 0) + value);
      return tensorFrom('', weight.dtype, [values.length], values);
    },
    attributes: layer.op === 'Gemm' ? { alpha: float(1), beta: float(1) } : {},
  };
}

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
function folded(graph: Graph, emit: Emit, norm: Node, layer: Node): Node {
  const [affine, folders] = [affineOf(graph, norm), foldersFor(graph, layer)];
  if (!affine || !folders) throw new Error(`"${layer.name}" was found foldable and is not.`);
  const [input = '', weight = '', bias = ''] = layer.inputs;
  const inputs = [
    input,
    emit.constant({ ...folders.weight(affine), name: `${weight}/folded` }),
    emit.constant({ ...folders.bias(affine), name: bias === '' ? `${weight}/folded_bias` : `${bias}/folded` }),
  ];
  const changed = Object.entries(folders.attributes).map(([key, value]) => [key, attributeOf(value)] as const);
  return {
    ...layer,
    inputs,
    outputs: norm.outputs.slice(0, 1),
    attributes: { ...layer.attributes, ...Object.fromEntries(changed) },
  };
}

const stored = (graph: Graph, name: string): Initializer | null =>
  graph.initializers.find((tensor) => tensor.name === name) ?? null;

function storedFloats(graph: Graph, name: string): Floats | null {
  const tensor = stored(graph, name);
  return tensor && floatsOf(tensor);
}
