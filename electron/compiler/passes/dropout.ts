import { float } from '../graph/attributes.ts';
import { fail } from '../graph/errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { numbersOf } from '../graph/tensor.ts';
import { verify } from '../graph/verify.ts';
import { labelOf, topologicalOrder } from '../graph/walk.ts';
import { Extension } from './extension.ts';

export interface DropoutMask {
  /**
   * `drawn`: the graph draws a new mask in each run, the same sequence for each session with the same seed. `input`:
   * the caller feeds it as `<value>/mask`, 1 where a number is kept and 0 where it is dropped.
   */
  readonly mask: 'drawn' | 'input';
  /** For drawn masks; default 0. */
  readonly seed?: number;
}

export interface DropoutOptions extends DropoutMask {
  /** The value that is dropped from. */
  readonly at: string;
  /** The share of numbers that become 0, 0 ≤ ratio < 1. */
  readonly ratio: number;
}

/**
 * Dropout for training: all nodes behind a value read it with some of its numbers set to 0 and the others divided by
 * (1 − ratio), so that the mean stays. As an output of the graph the value stays whole.
 *
 * Law: with a mask of ones and ratio 0 nothing changes; the mean over masks is the value.
 *
 * @throws graph/unknown-value
 * @see Srivastava et al., "Dropout", 2014, section 10, for the scaling
 */
export function withDropout(graph: Graph, options: DropoutOptions): Graph {
  const emit = new Extension(graph);
  const dropped = emitDropout(emit, emit.value(options.at), options.ratio, options);
  const nodes = graph.nodes.map((node) => reading(node, options.at, dropped));
  return inOrder(emit.applied(graph.outputs, 'withDropout', nodes));
}

/**
 * Turns the Dropout nodes of a network on, each with its own ratio. A training file's nodes and an exported file's,
 * which only pass their input on, become the same.
 *
 * @throws graph/bad-node  a ratio is not stored in the graph, or somebody reads a mask
 */
export function withDropoutOn(graph: Graph, mask: DropoutMask): Graph {
  const emit = new Extension(withDropoutOff(graph));
  const dropped = new Map<string, string>();
  for (const node of graph.nodes.filter(isDropout)) {
    const options = { ...mask, seed: (mask.seed ?? 0) + dropped.size };
    dropped.set(onlyOutput(node), emitDropout(emit, node.inputs[0] ?? '', ratioOf(emit, node), options));
  }
  const nodes = emit.graph.nodes.map((node) => {
    const value = dropped.get(node.outputs[0] ?? '');
    return value === undefined ? node : { ...node, inputs: [value] };
  });
  return inOrder(emit.applied(graph.outputs, 'withDropoutOn', nodes));
}

/** Makes the Dropout nodes of a network pass their input on, as they do when it answers. */
export function withDropoutOff(graph: Graph): Graph {
  const nodes = graph.nodes.map((node): Node =>
    isDropout(node)
      ? { ...node, op: 'Identity', inputs: node.inputs.slice(0, 1), outputs: [onlyOutput(node)], attributes: {} }
      : node,
  );
  return verify({ ...graph, nodes }, 'withDropoutOff');
}

const isDropout = (node: Node): boolean => node.op === 'Dropout' && node.domain === '';

function onlyOutput(node: Node): string {
  const [output = '', mask = ''] = node.outputs;
  if (mask === '') return output;
  return fail('graph/bad-node', { op: node.op, node: labelOf(node), reason: 'its mask is read by another node' });
}

/** 0.5 where the file does not say, as ONNX prescribes. */
function ratioOf(emit: Extension, node: Node): number {
  const name = node.inputs[1] ?? '';
  if (name === '') return 0.5;
  const tensor = emit.shapes.knownOf(name);
  const ratio = tensor && numbersOf(tensor)?.[0];
  return ratio ?? fail('graph/bad-node', { op: node.op, node: labelOf(node), reason: 'its ratio is not stored' });
}

function emitDropout(emit: Extension, value: string, ratio: number, { mask, seed = 0 }: DropoutMask): string {
  if (!(ratio >= 0 && ratio < 1)) throw new Error(`A dropout ratio is at least 0 and less than 1, not ${ratio}.`);
  const kept =
    mask === 'input'
      ? emit.input(`${value}/mask`, emit.type(value).dtype, emit.dims(value))
      : drawnMask(emit, value, ratio, seed);
  return emit.affine(emit.mul(value, kept), 1 / (1 - ratio));
}

/** A uniform number of 0 to 1 is at least `ratio` with the probability 1 − ratio. */
function drawnMask(emit: Extension, like: string, ratio: number, seed: number): string {
  const drawn = emit.op('RandomUniformLike', [like], { seed: float(seed) });
  const dropped = emit.op('Greater', [emit.scalar(ratio, drawn), drawn]);
  return emit.oneMinus(emit.asNumber(dropped, like));
}

const reading = (node: Node, from: string, to: string): Node =>
  node.inputs.includes(from) ? { ...node, inputs: node.inputs.map((name) => (name === from ? to : name)) } : node;

/** New nodes were added at the end although others read them; runtimes want them in order. */
const inOrder = (graph: Graph): Graph => ({ ...graph, nodes: topologicalOrder(graph, 'withDropout') });
