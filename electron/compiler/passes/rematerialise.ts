import { isFloat } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { peakBytesOf, valueBytes } from '../graph/liveness.ts';
import { shapesOf, type Shapes } from '../graph/shapes.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';
import { topologicalOrder } from '../graph/walk.ts';

export interface RematerialiseOptions {
  /** The loss: what it depends on is the forward pass, all else the backward pass. */
  readonly of: string;
  /** For results of nodes, as `peakBytesOf` counts them; parameters and inputs come on top. */
  readonly budgetBytes: number;
}

export interface Rematerialised {
  readonly graph: Graph;
  readonly peakBytes: number;
  /** Forward nodes that run twice. */
  readonly recomputed: number;
}

/** Numbers of segments that are tried. Beyond the last, checkpoints alone fill the memory. */
const segmentCounts = [2, 3, 4, 6, 8, 12, 16, 24];

/**
 * Trades computing for memory: the forward pass is cut into segments, only what crosses a border is kept, and the rest
 * of a segment is computed again when the backward pass arrives there. The fewest segments that fit the budget win.
 *
 * Law: every output is the same, bit for bit.
 *
 * @throws graph/memory-budget  no number of segments fits; the facts say how near it comes
 * @see Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016, section 4
 */
export function rematerialise(graph: Graph, { of, budgetBytes }: RematerialiseOptions): Rematerialised {
  const shapes = shapesOf(graph);
  const order = topologicalOrder(graph, 'rematerialise');
  const forward = ancestorsOf(order, of);
  let best: Rematerialised = { graph, peakBytes: peakBytesOf(graph, order, shapes), recomputed: 0 };
  for (const count of segmentCounts) {
    if (best.peakBytes <= budgetBytes) break;
    const tried = withSegments(graph, order, segmentsOf(forward, shapes, count));
    if (tried.peakBytes < best.peakBytes) best = tried;
  }
  if (best.peakBytes <= budgetBytes) return best;
  return fail('graph/memory-budget', { needed: megabytes(best.peakBytes), budget: megabytes(budgetBytes) });
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

/** The nodes that a value depends on, in order. */
function ancestorsOf(order: readonly Node[], value: string): readonly Node[] {
  const wanted = new Set([value]);
  const found = order.toReversed().filter((node) => {
    if (!node.outputs.some((name) => wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    return true;
  });
  return found.reverse();
}

/** Runs of forward nodes that make about the same number of bytes each. */
function segmentsOf(forward: readonly Node[], shapes: Shapes, count: number): readonly (readonly Node[])[] {
  const bytes = forward.map(({ outputs }) => outputs.reduce((sum, name) => sum + valueBytes(shapes, name), 0));
  const total = bytes.reduce((a, b) => a + b, 0);
  const segments: Node[][] = Array.from({ length: count }, () => []);
  let sum = 0;
  forward.forEach((node, i) => {
    segments[Math.min(count - 1, Math.floor((sum / total) * count))]?.push(node);
    sum += bytes[i] ?? 0;
  });
  return segments;
}

/** All segments but the last, which the backward pass needs first, are computed again where it needs them. */
function withSegments(graph: Graph, order: readonly Node[], segments: readonly (readonly Node[])[]): Rematerialised {
  const forward = new Set(segments.flat());
  let backward = order.filter((node) => !forward.has(node));
  const kept = new Set(graph.outputs.map(({ name }) => name));
  const late = lateValues(backward, segments.at(-1) ?? []);
  const emit = new TypedEmit(graph, shapesOf(graph));
  let recomputed = 0;
  for (const segment of segments.slice(0, -1).reverse()) {
    const remembered = rememberedOf(segment, order, forward, kept);
    const { forgotten } = remembered;
    if (forgotten.size === 0) continue;
    const first = backward.findIndex(({ inputs }) => inputs.some((name) => forgotten.has(name)));
    const gate = backward
      .slice(0, Math.max(first, 0))
      .findLast(({ outputs }) => outputs.some((name) => late.has(name)));
    if (!gate) continue;
    const copies = copiesOf(segment, remembered, emit, gate.outputs.find((name) => late.has(name)) ?? '');
    recomputed += copies.copied;
    backward = [
      ...backward.slice(0, first),
      ...copies.nodes,
      ...backward.slice(first).map((node) => renamed(node, copies.names)),
    ];
  }
  const nodes = [...order.filter((node) => forward.has(node)), ...backward];
  const result = verify(
    { ...graph, nodes, initializers: [...graph.initializers, ...emit.initializers] },
    'rematerialise',
  );
  return { graph: result, peakBytes: peakBytesOf(result, nodes, emit.shapes), recomputed };
}

/** Backward values that cannot be computed before the forward pass has ended. */
function lateValues(backward: readonly Node[], last: readonly Node[]): ReadonlySet<string> {
  const late = new Set(last.flatMap(({ outputs }) => outputs));
  const found = new Set<string>();
  for (const { inputs, outputs } of backward) {
    if (!inputs.some((name) => late.has(name))) continue;
    for (const name of outputs) [late, found].forEach((set) => set.add(name));
  }
  return found;
}

/** What of a segment is there when the backward pass arrives, and what it reads and has to be made again. */
interface Remembered {
  readonly stored: ReadonlySet<string>;
  readonly forgotten: ReadonlySet<string>;
}

/** Stored is what other segments read, what the graph gives out, and what was drawn: drawn again it would be another. */
function rememberedOf(
  segment: readonly Node[],
  order: readonly Node[],
  forward: ReadonlySet<Node>,
  kept: ReadonlySet<string>,
): Remembered {
  const inside = new Set(segment);
  const stored = new Set(kept);
  const readBack = new Set<string>();
  for (const node of order) {
    if (inside.has(node)) continue;
    for (const name of node.inputs) (forward.has(node) ? stored : readBack).add(name);
  }
  for (const node of segment) if (isDrawn(node)) for (const name of node.outputs) stored.add(name);
  const made = segment.flatMap(({ outputs }) => outputs);
  return { stored, forgotten: new Set(made.filter((name) => readBack.has(name) && !stored.has(name))) };
}

const isDrawn = ({ op }: Node): boolean => op === 'Dropout' || op === 'Bernoulli' || op.startsWith('Random');

interface Copies {
  readonly nodes: readonly Node[];
  /** From each value of the segment to its second self. */
  readonly names: ReadonlyMap<string, string>;
  readonly copied: number;
}

/**
 * The nodes that make what is forgotten once more. Their smallest inputs from outside are tied to a value of the backward pass
 * by adding a zero that is computed from it: otherwise ONNX Runtime would recognise them as the same nodes and merge
 * them, or run them early.
 */
function copiesOf(segment: readonly Node[], remembered: Remembered, emit: TypedEmit, gate: string): Copies {
  const needed = neededFor(segment, remembered);
  const names = new Map<string, string>();
  const start = emit.nodes.length;
  const zero = zeroAfter(emit, gate);
  for (const node of needed) {
    const inputs = node.inputs.map((name) => names.get(name) ?? name);
    const isRoot = !node.inputs.some((name) => names.has(name));
    const tied = isRoot ? tiedInput(node, emit) : -1;
    const given = inputs.map((name, i) => (i === tied ? emit.add(name, emit.cast(zero, emit.type(name).dtype)) : name));
    const outputs = node.outputs.map((name) => (name === '' ? '' : emit.fresh(`${name}/again`)));
    emit.op(node.op, given, node.attributes, { outputs });
    node.outputs.forEach((name, i) => names.set(name, outputs[i] ?? ''));
  }
  return { nodes: emit.nodes.slice(start), names, copied: needed.length };
}

function neededFor(segment: readonly Node[], { stored, forgotten }: Remembered): readonly Node[] {
  const names = new Set(forgotten);
  const needed = segment.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => names.has(name))) return false;
    for (const name of inputs) if (!stored.has(name)) names.add(name);
    return true;
  });
  return needed.reverse();
}

/** Position of the smallest float input; -1 where there is none. */
function tiedInput({ inputs }: Node, emit: TypedEmit): number {
  const sizes = inputs.map((name) =>
    name !== '' && isFloat(emit.type(name).dtype) ? valueBytes(emit.shapes, name) : Infinity,
  );
  const smallest = Math.min(...sizes);
  return smallest === Infinity ? -1 : sizes.indexOf(smallest);
}

/** [1], 0 whatever the value: min(|x|, 0) of its first element. */
function zeroAfter(emit: TypedEmit, value: string): string {
  const first = emit.slice(emit.reshape(value, [-1]), 0, 0, 1);
  return emit.op('Min', [emit.op('Abs', [first]), emit.scalar(0, value)]);
}

const renamed = (node: Node, names: ReadonlyMap<string, string>): Node => ({
  ...node,
  inputs: node.inputs.map((name) => names.get(name) ?? name),
});
