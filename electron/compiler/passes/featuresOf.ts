import type { Graph, Node } from '../graph/graph.ts';
import { givenNames, producersOf } from '../graph/walk.ts';
import { existing } from './valueTypes.ts';

/** Operators behind a classifier's last layer that only turn, pool or squash its scores. */
const finishing = new Set(
  'Softmax LogSoftmax Sigmoid Identity Flatten Reshape Squeeze Unsqueeze Transpose Cast Dropout'.split(' '),
);
/** A convolution that scores every place may also be activated and averaged behind (SqueezeNet). */
const finishingMaps = new Set('Relu GlobalAveragePool AveragePool ReduceMean'.split(' '));
/** Operators that pass features on as they are. */
const passing = new Set(['Dropout', 'Identity']);

/**
 * The value that a new head should read in the place of a classifier's own: what enters its last linear layer, which is
 * Gemm, MatMul, or a 1 × 1 convolution that scores every place of the maps. The output itself where the network ends in
 * no such layer: then it gives features already.
 *
 * @returns  [N, F], or maps [N, C, H, W] for a head behind their average
 * @throws graph/unknown-value
 */
export function featuresOf(graph: Graph, logits: string): string {
  const producers = producersOf(graph);
  const given = givenNames(graph);
  const dataOf = (node: Node): string => node.inputs.find((name) => name !== '' && !given.has(name)) ?? '';
  let name = existing(graph, logits);
  let throughMaps = false;
  for (let node = producers.get(name); node; node = producers.get(name)) {
    if (isLinear(node, graph, throughMaps)) return unchanged(dataOf(node), producers);
    const isBias = (node.op === 'Add' || node.op === 'Mul') && node.inputs.some((input) => given.has(input));
    throughMaps ||= finishingMaps.has(node.op);
    if (!isBias && !finishing.has(node.op) && !finishingMaps.has(node.op)) return logits;
    name = dataOf(node);
  }
  return logits;
}

/** Behind an average or an activation only a convolution still scores; Gemm there makes features. */
function isLinear({ op, inputs }: Node, graph: Graph, throughMaps: boolean): boolean {
  if (op === 'Gemm' || op === 'MatMul') return !throughMaps;
  const weight = op === 'Conv' ? graph.initializers.find(({ name }) => name === inputs[1]) : undefined;
  return weight?.dims.slice(2).every((length) => length === 1) === true;
}

function unchanged(name: string, producers: ReadonlyMap<string, Node>): string {
  const node = producers.get(name);
  return node && passing.has(node.op) ? unchanged(node.inputs[0] ?? '', producers) : name;
}
