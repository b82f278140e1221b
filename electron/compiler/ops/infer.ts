import { elements, type Node, type Tensor } from '../graph/graph.ts';
import { fail } from '../graph/errors.ts';
import { numbersOf } from '../graph/tensor.ts';
import { labelOf } from '../graph/walk.ts';
import { positionOf, type Op, type OpContext, type OpTable, type Shaped } from './define.ts';

/** Results up to this many elements are folded: shapes, axes, scales, not pictures. */
const foldedElements = 4096;

/** What is known of the values that a node reads. */
export interface Knowledge {
  shapeOf(value: string): Shaped | undefined;
  knownOf(value: string): Tensor | undefined;
}

export interface Inferred {
  /** By position; as many as the rule gives. */
  readonly outputs: readonly Shaped[];
  /** The outputs' numbers where every run gives the same. */
  readonly known: readonly Tensor[] | null;
}

/**
 * The types of a node's outputs.
 *
 * @throws graph/unknown-op, graph/missing-input, graph/not-constant, graph/bad-node
 */
export function infer(node: Node, knowledge: Knowledge, table: OpTable): Inferred {
  const op = opOf(node, table);
  const context = contextOf(node, op, knowledge);
  const outputs = op.shape(context);
  for (const { dims } of outputs)
    if (!isPossible(dims)) context.refuse(`its result would have the shape [${dims.join(', ')}]`);
  return { outputs, known: isSmall(outputs) || op.inputs.length === 0 ? (op.fold?.(context, outputs) ?? null) : null };
}

/** @throws graph/unknown-op */
export function opOf(node: Node, table: OpTable): Op {
  const op = node.domain === '' && Object.hasOwn(table, node.op) ? table[node.op] : undefined;
  const name = node.domain === '' ? node.op : `${node.domain}.${node.op}`;
  return op ?? fail('graph/unknown-op', { op: name, node: labelOf(node) });
}

export function contextOf(node: Node, op: Op, knowledge: Knowledge): OpContext {
  const valueAt = (position: number): string => node.inputs[position] ?? '';
  const refuse = (reason: string): never => fail('graph/bad-node', { op: node.op, node: labelOf(node), reason });
  const inputs = node.inputs.map((name) => {
    if (name === '') return null;
    return knowledge.shapeOf(name) ?? fail('graph/unshaped', { value: name, node: labelOf(node) });
  });
  const knownAt = (position: number): Tensor | null => knowledge.knownOf(valueAt(position)) ?? null;
  return {
    node,
    inputs,
    input: (formal) =>
      inputs[positionOf(op, formal)] ??
      fail('graph/missing-input', { input: formal, op: node.op, node: labelOf(node) }),
    has: (formal) => valueAt(positionOf(op, formal)) !== '',
    known: (formal) => knownAt(positionOf(op, formal)),
    knownAt,
    ints: (formal) => {
      const tensor = knownAt(positionOf(op, formal));
      const numbers = tensor && numbersOf(tensor);
      return numbers ?? fail('graph/not-constant', { input: formal, op: node.op, node: labelOf(node) });
    },
    refuse,
  };
}

/** Beyond this no machine of today could hold it, and lengths would lose their last digits. */
const isPossible = (dims: readonly number[]): boolean =>
  dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) && elements(dims) <= 2 ** 40;

const isSmall = (outputs: readonly Shaped[]): boolean => outputs.every(({ dims }) => elements(dims) <= foldedElements);
