import {
  consumersOf,
  dtypeOf,
  fedInputs,
  intAttribute,
  isFloat,
  producersOf,
  shapeOf,
  type Graph,
  type Node,
  type Shape,
  type Value,
} from '../../../../compiler/index.ts';
import type { ModelTask } from '../../../../contract/index.ts';
import { constantOf } from './constants.ts';

/** The input that takes the photo. */
export interface PhotoInput {
  readonly name: string;
  readonly layout: 'NCHW' | 'NHWC';
  /** Pixels; null where the network takes any. */
  readonly width: number | null;
  readonly height: number | null;
}

/** The first 4-axis floating-point input with three channels; null when the network takes no color picture. */
export function photoInputOf(graph: Graph): PhotoInput | null {
  for (const input of fedInputs(graph)) {
    const dtype = dtypeOf(input);
    const shape = shapeOf(input);
    if (shape?.length !== 4 || !dtype || !isFloat(dtype)) continue;
    const layout = layoutOf(graph, input, shape);
    if (!layout) continue;
    const [height, width] = layout === 'NCHW' ? [shape[2], shape[3]] : [shape[1], shape[2]];
    return { name: input.name, layout, width: lengthOf(width), height: lengthOf(height) };
  }
  return null;
}

const lengthOf = (dim: number | string | undefined): number | null => (typeof dim === 'number' && dim > 0 ? dim : null);

/** Where the 3 is; where no length is stated, what the first Conv reads. */
function layoutOf(graph: Graph, input: Value, shape: Shape): 'NCHW' | 'NHWC' | null {
  if (shape[1] === 3) return 'NCHW';
  if (shape[3] === 3) return 'NHWC';
  if (typeof shape[1] === 'number') return null;
  const reader = consumersOf(graph).get(input.name)?.[0];
  const channels = constantOf(graph, reader?.inputs[1])?.dims[1];
  return reader?.op === 'Conv' && channels === 3 ? 'NCHW' : null;
}

/** The output that is read, and what reading it means. */
export interface Answer {
  readonly name: string;
  readonly task: ModelTask;
  readonly kind: 'logits' | 'probabilities';
  /** Length of the class axis; null when unknown. */
  readonly classes: number | null;
  /** In words, why it was taken for that. */
  readonly reason: string;
}

/** @returns null for a graph without outputs */
export function answerOf(graph: Graph): Answer | null {
  const ranked = graph.outputs
    .map((output) => ({ output, classes: classCountOf(graph, output) }))
    .sort((a, b) => (b.classes ?? 0) - (a.classes ?? 0));
  const chosen = ranked[0];
  if (!chosen) return null;
  const { output, classes } = chosen;
  const { task, reason } = taskOf(graph, output, classes);
  const kind = endsInProbabilities(graph, output) ? 'probabilities' : 'logits';
  return { name: output.name, task, kind, classes, reason };
}

/** Length of the class axis of an output that holds one row of scores per photo; null for any other output. */
export function classCountOf(graph: Graph, output: Value): number | null {
  const shape = shapeOf(output);
  if (!shape) return countInHead(graph, output.name);
  const long = shape.slice(1).filter((dim) => dim !== 1);
  const length = long[0];
  if (shape.length < 2 || long.length !== 1) return null;
  return typeof length === 'number' ? length : shape.length === 2 ? countInHead(graph, output.name) : null;
}

function countInHead(graph: Graph, name: string): number | null {
  const head = lastWeighted(graph, name);
  const weight = constantOf(graph, head?.inputs[1]);
  if (!head || !weight) return null;
  if (head.op === 'MatMul') return weight.dims[1] ?? null;
  const rowsAreClasses = head.op === 'Conv' || intAttribute(head, 'transB', 0) === 1;
  return (rowsAreClasses ? weight.dims[0] : weight.dims[1]) ?? null;
}

function taskOf(graph: Graph, output: Value, classes: number | null): { task: ModelTask; reason: string } {
  const shape = shapeOf(output);
  if (graph.nodes.some(({ op }) => op === 'NonMaxSuppression'))
    return { task: 'detection', reason: 'it suppresses overlapping boxes' };
  if (classes !== null) return rowTask(graph, output);
  if (shape?.length === 4) return mapTask(graph, output, shape);
  if (shape?.length === 3) return { task: 'detection', reason: `output "${output.name}" is a list of candidates` };
  return { task: 'unknown', reason: `output "${output.name}" has no shape that tells its meaning` };
}

function rowTask(graph: Graph, { name }: Value): { task: ModelTask; reason: string } {
  if (/feature|embed/i.test(name)) return { task: 'features', reason: `the output is called "${name}"` };
  if (!lastWeighted(graph, name))
    return { task: 'features', reason: `output "${name}" comes from no layer of class weights` };
  return { task: 'classification', reason: `output "${name}" is one row of scores per photo` };
}

function mapTask(graph: Graph, { name }: Value, shape: Shape): { task: ModelTask; reason: string } {
  const last = lastMeaningful(graph, name)?.op;
  if (shape[1] === 3 || shape[3] === 3) return { task: 'style', reason: `output "${name}" is itself a picture` };
  const maps = graph.outputs.filter((value) => (shapeOf(value)?.length ?? 0) >= 4).length;
  if (last === 'Concat' || maps > 1)
    return { task: 'detection', reason: `output "${name}" joins boxes and scores per place` };
  return { task: 'segmentation', reason: `output "${name}" answers for every place in the picture` };
}

/** Operators that rearrange numbers without changing them. */
const rearranging = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast', 'Transpose', 'Dropout']);

/** Operators that may stand between the class weights and the output. */
const afterHead = new Set([
  ...rearranging,
  'Softmax',
  'LogSoftmax',
  'Sigmoid',
  'GlobalAveragePool',
  'AveragePool',
  'Relu',
  'ReduceMean',
]);

/** The node that really makes a value, rearrangements passed over. */
const lastMeaningful = (graph: Graph, name: string): Node | null =>
  walkUp(graph, name, ({ op }) => rearranging.has(op));

/** The class weights that a row of scores comes from; null when something else makes it. */
function lastWeighted(graph: Graph, name: string): Node | null {
  const addsBias = (node: Node): boolean => node.op === 'Add' && constantOf(graph, node.inputs[1]) !== null;
  const node = walkUp(graph, name, (at) => afterHead.has(at.op) || addsBias(at));
  return node && ['Gemm', 'MatMul', 'Conv'].includes(node.op) && constantOf(graph, node.inputs[1]) ? node : null;
}

/** From a value up along first inputs, to the first node that is not passed over. */
function walkUp(graph: Graph, name: string, passedOver: (node: Node) => boolean): Node | null {
  const producers = producersOf(graph);
  let node = producers.get(name);
  while (node && passedOver(node)) node = producers.get(node.inputs[0] ?? '');
  return node ?? null;
}

function endsInProbabilities(graph: Graph, { name }: Value): boolean {
  const op = lastMeaningful(graph, name)?.op;
  return op === 'Softmax' || op === 'Sigmoid';
}
