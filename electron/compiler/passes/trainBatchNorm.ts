import { attributeOf, float, intAttribute } from '../graph/attributes.ts';
import { Emit } from '../graph/emit.ts';
import { fedInputs, tensorValue, type Graph, type Node, type Tensor } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { withParameters } from './parameters.ts';
import { withoutUnused } from './prune.ts';

/** Numbers that one run hands to the next: the input that takes them, and the output that gives them out updated. */
export interface Carried {
  readonly input: string;
  readonly output: string;
}

export interface TrainedBatchNorm {
  readonly graph: Graph;
  /** Running means and variances, each [C]. */
  readonly statistics: readonly Carried[];
  /** What they were in the file. */
  readonly values: ReadonlyMap<string, Tensor>;
}

export interface TrainBatchNormOptions {
  /** How much of the old statistics stays in each step: new = momentum · old + (1 − momentum) · batch. Default 0.9. */
  readonly momentum?: number;
  /** Which normalizations learn their statistics, by the name of their output; default all. */
  readonly at?: (output: string) => boolean;
}

/** Name of the output that holds what a state or parameter becomes in this step. */
export const nextName = (name: string): string => `${name}/next`;

/**
 * Makes BatchNormalization use the mean and variance of the batch, as in training. Running statistics become inputs,
 * and what they become is given out as `<name>/next`: a training step carries them from run to run.
 *
 * The batch's variance divides by the number of values, not by one less: that is ONNX's rule for the running variance
 * too, where PyTorch divides by one less. PyTorch's momentum of 0.1 is ONNX's 0.9.
 *
 * Law: Y = scale · (X − mean(X)) / √(variance(X) + ε) + B; withRunningStatistics, with the values from the file, gives
 *      back a graph with the outputs of before, bit for bit.
 */
export function trainBatchNorm(graph: Graph, { momentum = 0.9, at }: TrainBatchNormOptions = {}): TrainedBatchNorm {
  const emit = new Emit(graph);
  const statistics = new Map<string, Carried>();
  const carried = (input: string): string => {
    const known = statistics.get(input);
    // Two nodes that share their statistics would both want to update them: the first one does.
    if (known) return emit.fresh(`${input}/unused`);
    const output = emit.fresh(nextName(input));
    statistics.set(input, { input, output });
    return output;
  };
  const nodes = graph.nodes.map((node) => {
    const [output = ''] = node.outputs;
    if (!isNormalization(node) || intAttribute(node, 'training_mode', 0) === 1 || !(at?.(output) ?? true)) return node;
    const [mean = '', variance = ''] = node.inputs.slice(3);
    const attributes = { ...node.attributes, training_mode: attributeOf(1), momentum: float(momentum) };
    return { ...node, outputs: [output, carried(mean), carried(variance)], attributes };
  });
  const isFree = ({ name }: { readonly name: string }): boolean => !statistics.has(name);
  const stored = graph.initializers.filter(({ name }) => statistics.has(name));
  const fed = fedInputs(graph).filter(({ name }) => statistics.has(name));
  const inputs = [...fed, ...stored.map(({ name, dtype, dims }) => tensorValue(name, dtype, dims))];
  const result: Graph = {
    ...graph,
    nodes,
    inputs: [...graph.inputs.filter(isFree), ...inputs],
    outputs: [
      ...graph.outputs,
      ...inputs.map((value) => ({ ...value, name: statistics.get(value.name)?.output ?? '' })),
    ],
    initializers: graph.initializers.filter(isFree),
  };
  return {
    graph: verify(result, 'trainBatchNorm'),
    statistics: [...statistics.values()],
    values: new Map(stored.map((tensor) => [tensor.name, tensor] as const)),
  };
}

/**
 * Ends training of the statistics: they are stored in the graph, and BatchNormalization uses them again.
 *
 * @param values  running means and variances by name, as carried from step to step
 * @throws what `withParameters` throws
 */
export function withRunningStatistics(graph: Graph, values: ReadonlyMap<string, Tensor>): Graph {
  const given = new Set<string>();
  const nodes = graph.nodes.map((node) => {
    if (!isNormalization(node) || !values.has(node.inputs[3] ?? '')) return node;
    for (const name of node.outputs.slice(1)) given.add(name);
    return {
      ...node,
      outputs: node.outputs.slice(0, 1),
      attributes: { ...node.attributes, training_mode: attributeOf(0) },
    };
  });
  const outputs = graph.outputs.filter(({ name }) => !given.has(name));
  return verify(withoutUnused(withParameters({ ...graph, nodes, outputs }, values)), 'withRunningStatistics');
}

const isNormalization = (node: Node): boolean => node.op === 'BatchNormalization' && node.domain === '';
