import { bytesOf } from './dtype.ts';
import { fail } from './errors.ts';
import { elements, type Body, type Graph, type Node, type Tensor } from './graph.ts';
import { bodiesOf, givenNames, labelOf, topologicalOrder } from './walk.ts';

/** The names a node may read: those bound in its own graph, then in the graphs around it. */
interface Scope {
  has(name: string): boolean;
}

/** What a legal graph is; each rule throws the error of what it forbids. */
type Rule = (body: Body, by: string, scope: Scope) => void;

const rules: readonly Rule[] = [namesAreBoundOnce, readsAreBound, outputsAreKnown, nodesHaveAnOrder, tensorsAreWhole];

/**
 * Returns the graph when it is legal. Decoding and every pass end here, so that a mistake is found where it was made.
 *
 * @param by  the pass that made the graph
 * @throws graph/bound-twice, graph/unbound, graph/unknown-output, graph/cycle, graph/tensor-bytes, graph/bad-shape
 */
export function verify(graph: Graph, by: string): Graph {
  verifyBody(graph, by, new Set());
  return graph;
}

function verifyBody(body: Body, by: string, outer: Scope): void {
  const scope = scopeOf(body, outer);
  for (const rule of rules) rule(body, by, scope);
  for (const nested of body.nodes.flatMap(bodiesOf)) verifyBody(nested, by, scope);
}

/** Asks outwards instead of copying: a file may hold thousands of branches, each seeing thousands of names. */
function scopeOf(body: Body, outer: Scope): Scope {
  const own = givenNames(body);
  for (const node of body.nodes) for (const name of node.outputs) own.add(name);
  return { has: (name) => own.has(name) || outer.has(name) };
}

/** Before IR version 4 an initializer had to be listed among the inputs too; that is one binding. */
function namesAreBoundOnce(body: Body, by: string): void {
  const stored = [...body.initializers, ...body.sparseInitializers].map(({ name }) => name);
  const isStored = new Set(stored);
  const fed = body.inputs.map(({ name }) => name).filter((name) => !isStored.has(name));
  const bound = new Set<string>();
  const bind = (name: string): void => {
    if (bound.has(name)) fail('graph/bound-twice', { value: name, by });
    bound.add(name);
  };
  stored.forEach(bind);
  fed.forEach(bind);
  for (const node of body.nodes) for (const name of node.outputs) if (name !== '') bind(name);
}

function readsAreBound(body: Body, by: string, scope: Scope): void {
  for (const node of body.nodes) {
    for (const name of node.inputs) {
      if (name !== '' && !scope.has(name)) fail('graph/unbound', { value: name, node: labelOf(node), by });
    }
  }
}

function outputsAreKnown(body: Body, by: string, scope: Scope): void {
  for (const { name } of body.outputs) {
    if (name === '' || !scope.has(name)) fail('graph/unknown-output', { value: name, by });
  }
}

function nodesHaveAnOrder(body: Body, by: string): void {
  topologicalOrder(body, by);
}

function tensorsAreWhole(body: Body, by: string): void {
  for (const tensor of body.initializers) tensorIsWhole(tensor, by);
  for (const node of body.nodes) for (const tensor of tensorsOf(node)) tensorIsWhole(tensor, by);
}

function tensorsOf(node: Node): readonly Tensor[] {
  return Object.values(node.attributes).flatMap((attribute) => {
    if (attribute.kind === 'tensor') return [attribute.value];
    return attribute.kind === 'tensors' ? attribute.value : [];
  });
}

function tensorIsWhole(tensor: Tensor, by: string): void {
  const count = elements(tensor.dims);
  if (!tensor.dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) || !Number.isSafeInteger(count)) {
    fail('graph/bad-shape', { value: tensor.name, reason: `it has the dimensions [${tensor.dims.join(', ')}].` });
  }
  const expected = tensor.dtype === 'string' ? count : bytesOf(tensor.dtype, count);
  const found = tensor.dtype === 'string' ? (tensor.strings?.length ?? 0) : tensor.bytes.length;
  if (expected !== found) fail('graph/tensor-bytes', { tensor: tensor.name, expected, found, by });
}
