import { attributeOf, float } from '../graph/attributes.ts';
import { Emit } from '../graph/emit.ts';
import { fedInputs, tensorValue, type Graph, type Node, type Tensor, type Value } from '../graph/graph.ts';
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
 * A normalization whose statistics are neither stored nor fed, but computed, stays as it is.
 *
 * Law: Y = scale · (X − mean(X)) / √(variance(X) + ε) + B; withRunningStatistics, with the values from the file, gives
 *      back a graph with the outputs of before, bit for bit.
 */
export function trainBatchNorm(graph: Graph, { momentum = 0.9, at }: TrainBatchNormOptions = {}): TrainedBatchNorm {
  const emit = new Emit(graph);
  const carried = new Map<string, string>();
  const types = typesOf(graph);
  // Two nodes that share their statistics would both want to update them: the first one does.
  const outputFor = (input: string, there: string): string => {
    const output = there !== '' ? there : emit.fresh(carried.has(input) ? `${input}/unused` : nextName(input));
    if (!carried.has(input)) carried.set(input, output);
    return output;
  };
  const nodes = graph.nodes.map((node) => {
    const [output = '', meanOutput = '', varianceOutput = ''] = node.outputs;
    const [mean = '', variance = ''] = node.inputs.slice(3);
    const learns = isNormalization(node) && types.has(mean) && types.has(variance) && (at?.(output) ?? true);
    if (!learns) return node;
    const attributes = { ...node.attributes, training_mode: attributeOf(1), momentum: float(momentum) };
    const outputs = [output, outputFor(mean, meanOutput), outputFor(variance, varianceOutput)];
    return { ...node, outputs, attributes };
  });
  return {
    graph: verify(withCarried({ ...graph, nodes }, carried, types), 'trainBatchNorm'),
    statistics: Array.from(carried, ([input, output]) => ({ input, output })),
    values: new Map(graph.initializers.flatMap((tensor) => (carried.has(tensor.name) ? [[tensor.name, tensor]] : []))),
  };
}

/** What is stored or fed, by name. */
function typesOf(graph: Graph): ReadonlyMap<string, Value> {
  const stored = graph.initializers.map(({ name, dtype, dims }) => tensorValue(name, dtype, dims));
  return new Map([...fedInputs(graph), ...stored].map((value) => [value.name, value] as const));
}

/** The graph with what is carried as inputs, and what it becomes as outputs. */
function withCarried(graph: Graph, carried: ReadonlyMap<string, string>, types: ReadonlyMap<string, Value>): Graph {
  const isFree = ({ name }: { readonly name: string }): boolean => !carried.has(name);
  const inputs = [...carried.keys()].flatMap((name) => types.get(name) ?? []);
  const outputs = inputs.map((value) => ({ ...value, name: carried.get(value.name) ?? '' }));
  const given = new Set(outputs.map(({ name }) => name));
  return {
    ...graph,
    inputs: [...graph.inputs.filter(isFree), ...inputs],
    initializers: graph.initializers.filter(isFree),
    outputs: [...graph.outputs.filter(({ name }) => !given.has(name)), ...outputs],
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
