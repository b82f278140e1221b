import {
  gradients,
  labelOf,
  topologicalOrder,
  type GradientTable,
  type Graph,
  type Node,
} from '../../compiler/index.ts';
import { fail, type ModelCard } from '../../contract/index.ts';

/** From one value to another that depends on it. */
export interface Way {
  /** The operator that no gradient gets through, in words, and its node; null: it does. */
  readonly why: string | null;
  readonly node: Node | null;
  /** No small change of the first changes the second: sizes, choices, rounded numbers. */
  readonly isStill: boolean;
}

/** The way from a value to each that depends on it, and to itself. */
export function waysFrom(graph: Graph, value: string): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>([[value, { why: null, node: null, isStill: false }]]);
  for (const node of topologicalOrder(graph, 'waysFrom')) {
    const before = node.inputs.flatMap((name) => ways.get(name) ?? []);
    if (before.length === 0) continue;
    const way = wayBehind(node, before);
    for (const name of node.outputs) ways.set(name, way);
  }
  return ways;
}

/** As `differentiate` goes back: only through inputs that change. */
function wayBehind(node: Node, before: readonly Way[]): Way {
  const table: GradientTable = gradients;
  const rules = node.domain === '' && Object.hasOwn(table, node.op) ? table[node.op] : undefined;
  const own = { why: `${node.op}, in "${labelOf(node)}"`, node };
  const changing = before.filter(({ isStill }) => !isStill);
  const [still] = before;
  if (changing.length === 0 && still) return still;
  if (rules === 'none') return { ...own, isStill: true };
  if (rules === undefined) return { ...own, isStill: false };
  return changing.find(({ why }) => why !== null) ?? { why: null, node: null, isStill: false };
}

/** @throws lab/no-gradient  none gets from one value back to another */
export function checkWay(graph: Graph, { name: model }: ModelCard, to: string, of: string): void {
  const node = waysFrom(graph, to).get(of)?.node;
  if (node) fail('lab/no-gradient', { model, op: node.op, node: labelOf(node) });
}
