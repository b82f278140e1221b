import { fail } from './errors.ts';
import type { Body, Node } from './graph.ts';

/** What a person calls a node: its name, or its first output where it has none. */
export const labelOf = (node: Node): string =>
  node.name !== '' ? node.name : (node.outputs.find((name) => name !== '') ?? node.op);

/** The graphs inside a node's attributes: branches and loop bodies. */
export function bodiesOf(node: Node): readonly Body[] {
  const bodies: Body[] = [];
  for (const attribute of Object.values(node.attributes)) {
    if (attribute.kind === 'graph') bodies.push(attribute.value);
    else if (attribute.kind === 'graphs') for (const body of attribute.value) bodies.push(body);
  }
  return bodies;
}

/** Names bound by inputs and initializers, before any node runs. */
export function givenNames(body: Body): Set<string> {
  const names = new Set<string>();
  for (const list of [body.inputs, body.initializers, body.sparseInitializers])
    for (const { name } of list) names.add(name);
  return names;
}

/** Names a node reads: its inputs, and what the graphs inside it capture from outside. */
export function readsOf(node: Node): Set<string> {
  const names = new Set<string>();
  for (const name of node.inputs) if (name !== '') names.add(name);
  for (const body of bodiesOf(node)) for (const name of capturesOf(body)) names.add(name);
  return names;
}

/** Names that an inner graph reads but does not bind. */
function capturesOf(body: Body): Set<string> {
  const bound = givenNames(body);
  for (const node of body.nodes) for (const name of node.outputs) bound.add(name);
  const captured = new Set<string>();
  for (const node of body.nodes) for (const name of readsOf(node)) if (!bound.has(name)) captured.add(name);
  for (const { name } of body.outputs) if (!bound.has(name)) captured.add(name);
  return captured;
}

/** The node that makes each value; values that no node makes are absent. */
export function producersOf(body: Body): ReadonlyMap<string, Node> {
  const producers = new Map<string, Node>();
  for (const node of body.nodes) for (const name of node.outputs) if (name !== '') producers.set(name, node);
  return producers;
}

/** The nodes that read each value, in the order of the file; values that no node reads are absent. */
export function consumersOf(body: Body): ReadonlyMap<string, readonly Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of body.nodes) {
    for (const name of readsOf(node)) {
      const list = consumers.get(name);
      if (list) list.push(node);
      else consumers.set(name, [node]);
    }
  }
  return consumers;
}

/**
 * Nodes ordered so that each follows all whose values it reads; a file that is in order stays as it is.
 *
 * @param by  what made the graph, for the error
 * @throws graph/cycle
 */
export function topologicalOrder(body: Body, by: string): readonly Node[] {
  const producers = producersOf(body);
  if (isInOrder(body, producers)) return body.nodes;
  const followers = new Map<Node, Node[]>();
  const waiting = new Map<Node, number>();
  for (const node of body.nodes) {
    const makers = makersOf(node, producers);
    waiting.set(node, makers.size);
    for (const maker of makers) {
      const list = followers.get(maker);
      if (list) list.push(node);
      else followers.set(maker, [node]);
    }
  }
  const order = body.nodes.filter((node) => waiting.get(node) === 0);
  // The list grows while it is walked: each node frees those that waited only for it.
  for (const node of order) {
    for (const follower of followers.get(node) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) order.push(follower);
    }
  }
  const stuck = body.nodes.find((node) => waiting.get(node) !== 0);
  return stuck ? fail('graph/cycle', { node: labelOf(stuck), by }) : order;
}

/** The nodes whose values a node reads. */
function makersOf(node: Node, producers: ReadonlyMap<string, Node>): Set<Node> {
  const makers = new Set<Node>();
  for (const name of readsOf(node)) {
    const maker = producers.get(name);
    if (maker) makers.add(maker);
  }
  return makers;
}

function isInOrder(body: Body, producers: ReadonlyMap<string, Node>): boolean {
  const done = new Set<Node>();
  for (const node of body.nodes) {
    for (const name of readsOf(node)) {
      const maker = producers.get(name);
      if (maker && !done.has(maker)) return false;
    }
    done.add(node);
  }
  return true;
}
