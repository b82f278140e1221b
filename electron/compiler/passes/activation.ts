import { float, floatAttribute } from '../graph/attributes.ts';
import { Emit } from '../graph/emit.ts';
import type { Graph, Initializer, Node } from '../graph/graph.ts';
import { floatsOf, floatTensor, numbersOf } from '../graph/tensor.ts';
import { verify } from '../graph/verify.ts';
import { consumersOf, producersOf } from '../graph/walk.ts';

/** What stands between layers. leaky-relu is max(0.1 x, x), elu has α = 1, maxout takes the larger of two layers. */
export type Activation = 'sigmoid' | 'tanh' | 'relu' | 'leaky-relu' | 'elu' | 'maxout';

/** Each one as a node of one input; maxout is none. */
const nodesOf: Readonly<Record<Exclude<Activation, 'maxout'>, (emit: Emit, x: string, y: string) => void>> = {
  sigmoid: (emit, x, y) => void emit.op('Sigmoid', [x], {}, { outputs: [y] }),
  tanh: (emit, x, y) => void emit.op('Tanh', [x], {}, { outputs: [y] }),
  relu: (emit, x, y) => void emit.op('Relu', [x], {}, { outputs: [y] }),
  'leaky-relu': (emit, x, y) => void emit.op('LeakyRelu', [x], { alpha: float(0.1) }, { outputs: [y] }),
  elu: (emit, x, y) => void emit.op('Elu', [x], { alpha: float(1) }, { outputs: [y] }),
};

/**
 * Puts another activation in the place of a network's rectifiers: Relu, LeakyRelu, Elu, and Clip from 0 on. Sigmoids and
 * tanhs stay, because they may be gates or answers.
 *
 * maxout gives the layer directly before a rectifier, a Conv or Gemm with stored weights, a second one beside it that
 * begins with zeros, so that max(Wx + b, 0) is what a Relu was; a rectifier behind anything else stays.
 *
 * Law: with `relu` a network of Relus is unchanged, with `maxout` it computes the same.
 *
 * @see Maas et al., 2013 (leaky-relu); Clevert et al., 2016, equation 15 (elu); Goodfellow et al., 2013, equation 1
 *      (maxout)
 */
export function withActivation(graph: Graph, activation: Activation): Graph {
  const emit = new Emit(graph);
  const second = activation === 'maxout' ? secondLayers(graph) : null;
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const [x = ''] = node.inputs;
    const [y = ''] = node.outputs;
    if (!isRectifier(graph, node)) return [node];
    const made = emit.nodes.length;
    if (second) {
      const layer = second(node);
      if (!layer) return [node];
      emit.op('Max', [x, copied(emit, layer)], {}, { outputs: [y] });
    } else if (activation !== 'maxout') nodesOf[activation](emit, x, y);
    return emit.nodes.slice(made);
  });
  return verify({ ...graph, nodes, initializers: [...graph.initializers, ...emit.initializers] }, 'withActivation');
}

function isRectifier(graph: Graph, node: Node): boolean {
  if (node.domain !== '') return false;
  if (node.op === 'Clip') return lowestOf(graph, node) === 0;
  return node.op === 'Relu' || node.op === 'LeakyRelu' || node.op === 'Elu';
}

/** Where Clip begins; NaN where that is not stored. */
function lowestOf({ initializers }: Graph, node: Node): number {
  const name = node.inputs[1] ?? '';
  if (name === '') return floatAttribute(node, 'min', NaN);
  const tensor = initializers.find((initializer) => initializer.name === name);
  return (tensor && numbersOf(tensor)?.[0]) ?? NaN;
}

interface StoredLayer {
  readonly node: Node;
  readonly tensors: readonly (Initializer | null)[];
}

/** The layer that alone makes what a rectifier reads; null where it is no Conv or Gemm, or others read it as well. */
function secondLayers(graph: Graph): (rectifier: Node) => StoredLayer | null {
  const [producers, consumers] = [producersOf(graph), consumersOf(graph)];
  const stored = new Map(graph.initializers.map((tensor) => [tensor.name, tensor] as const));
  return ({ inputs: [x = ''] }) => {
    const node = producers.get(x);
    if (!node || !['Conv', 'Gemm'].includes(node.op) || consumers.get(x)?.length !== 1) return null;
    const tensors = node.inputs.slice(1).map((name) => stored.get(name) ?? null);
    const isWhole = tensors.every((tensor) => tensor !== null && floatsOf(tensor) !== null);
    return isWhole ? { node, tensors } : null;
  };
}

/** The same layer over the same input, of zeros. */
function copied(emit: Emit, { node, tensors }: StoredLayer): string {
  const zeros = tensors.map((tensor) => {
    const { name = '', dims = [] } = tensor ?? {};
    const count = dims.reduce((product, length) => product * length, 1);
    return emit.constant(floatTensor(`${name}/second`, dims, new Float32Array(count)));
  });
  const output = emit.fresh(`${node.outputs[0]}/second`);
  emit.nodes.push({ ...node, name: output, inputs: [node.inputs[0] ?? '', ...zeros], outputs: [output] });
  return output;
}
