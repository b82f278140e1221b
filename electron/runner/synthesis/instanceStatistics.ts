import { Emit, floatAttribute, tensorValue, verify, type Graph, type Node } from '../../compiler/index.ts';

// Instance normalization takes mean and deviation of a map over the whole picture. In a tile they are the tile's, so tiles
// would differ in color and contrast. Here they are measured once, on the whole picture at a reduced size, and then given.

const op = 'InstanceNormalization';

/** Names of what is measured of the n-th normalization, and given instead of it. */
export const statisticNames = (index: number): readonly [mean: string, deviation: string] => [
  `statistics/${index}/mean`,
  `statistics/${index}/deviation`,
];

export const normalizationsIn = ({ nodes }: Graph): readonly Node[] => nodes.filter((node) => node.op === op);

/** Gives out mean and deviation [N, C, 1, 1] of what each instance normalization reads, after the outputs that are there. */
export function withStatisticsOut(graph: Graph): Graph {
  const emit = new Emit(graph);
  const outputs = normalizationsIn(graph).flatMap((node, index) => {
    const [x = ''] = node.inputs;
    const names = statisticNames(index);
    const axes = emit.ints([2, 3], 'statistics/axes');
    emit.op('ReduceMean', [x, axes], { keepdims: 1 }, { outputs: [names[0]] });
    const off = emit.op('Sub', [x, names[0]]);
    const variance = emit.op('ReduceMean', [emit.op('Mul', [off, off]), axes], { keepdims: 1 });
    const above = emit.op('Add', [variance, emit.floats([epsilonOf(node)], 'statistics/epsilon')]);
    emit.op('Sqrt', [above], {}, { outputs: [names[1]] });
    return names.map((name) => ({ name, type: null }));
  });
  return verify(extended(graph, emit, graph.nodes, { outputs: [...graph.outputs, ...outputs] }), 'withStatisticsOut');
}

/**
 * Makes means and deviations inputs [1, C, 1, 1]: y = (x − mean) / deviation · scale + B.
 *
 * Law: with those of `withStatisticsOut` for the same picture, the outputs are what they were, to rounding.
 *
 * @param channels  of each normalization
 */
export function withStatisticsIn(graph: Graph, channels: readonly number[]): Graph {
  const emit = new Emit(graph);
  const normalizations = normalizationsIn(graph);
  const nodes = graph.nodes.flatMap((node) => {
    const index = normalizations.indexOf(node);
    if (index < 0) return [node];
    const before = emit.nodes.length;
    const [x = '', scale = '', bias = ''] = node.inputs;
    const [mean, deviation] = statisticNames(index);
    const form = emit.ints([1, -1, 1, 1], 'statistics/form');
    const [factor, offset] = [scale, bias].map((name) => emit.op('Reshape', [name, form])) as [string, string];
    const scaled = emit.op('Mul', [emit.op('Sub', [x, mean]), emit.op('Div', [factor, deviation])]);
    emit.op('Add', [scaled, offset], {}, { outputs: node.outputs });
    return emit.nodes.splice(before);
  });
  const inputs = channels.flatMap((count, index) =>
    statisticNames(index).map((name) => tensorValue(name, 'float32', [1, count, 1, 1])),
  );
  return verify(extended(graph, emit, nodes, { inputs: [...graph.inputs, ...inputs] }), 'withStatisticsIn');
}

const epsilonOf = (node: Node): number => floatAttribute(node, 'epsilon', 1e-5);

const extended = (graph: Graph, emit: Emit, nodes: readonly Node[], changed: Partial<Graph>): Graph => ({
  ...graph,
  nodes: [...nodes, ...emit.nodes],
  initializers: [...graph.initializers, ...emit.initializers],
  ...changed,
});
