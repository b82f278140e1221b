import { fail } from '../../graph/errors.ts';
import type { Attribute, Node, Tensor } from '../../graph/graph.ts';
import { tensorOf } from '../../graph/tensor.ts';
import { labelOf } from '../../graph/walk.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Rewrites a node from the form before one version to the form of that version. The result makes the same outputs;
 * nodes that it needs beside it are emitted, and those are in the form of the working opset at once.
 */
export type Rule = (node: Node, around: Surroundings) => Node;

/** The rules of one operator, by the opset that brought the new form. */
export type Steps = Readonly<Record<number, Rule>>;

/** Ends the upgrade: the old form is known to mean something that no rule brings over. */
export function refuse(node: Node, { opset }: Surroundings, reason: string): never {
  return fail('graph/cannot-upgrade', { node: labelOf(node), op: node.op, version: opset, reason });
}

export function without(node: Node, ...names: readonly string[]): Node {
  const kept = Object.entries(node.attributes).filter(([name]) => !names.includes(name));
  return { ...node, attributes: Object.fromEntries(kept) };
}

export const withAttributes = (node: Node, attributes: Readonly<Record<string, Attribute>>): Node => ({
  ...node,
  attributes: { ...node.attributes, ...attributes },
});

/** The inputs with one more at a position; places between that are not used stay empty. */
export function withInput(node: Node, position: number, name: string): Node {
  const inputs = Array.from({ length: Math.max(node.inputs.length, position + 1) }, (_, i) => node.inputs[i] ?? '');
  inputs[position] = name;
  return { ...node, inputs };
}

export const text = (value: string): Attribute => ({ kind: 'string', value });
export const int = (value: number): Attribute => ({ kind: 'int', value: BigInt(value) });

/** The value of an attribute that must be of one kind; undefined where it is absent. */
export function attributeIn<K extends Attribute['kind']>(
  node: Node,
  name: string,
  kind: K,
  around: Surroundings,
): Extract<Attribute, { kind: K }> | undefined {
  const attribute = node.attributes[name];
  if (attribute === undefined) return undefined;
  if (attribute.kind !== kind) return refuse(node, around, `its attribute "${name}" is not of the kind ${kind}.`);
  return attribute as Extract<Attribute, { kind: K }>;
}

/** An int64 tensor of one axis; its numbers may be the ends of the range, which mean "to the end". */
export const int64s = (name: string, values: readonly bigint[]): Tensor =>
  tensorOf(name, 'int64', [values.length], BigInt64Array.from(values));

/** What stood in an attribute of ints is read from an input. Without the attribute nothing is said, as before. */
export const intsBecomeInput =
  (name: string, position: number): Rule =>
  (node, around) => {
    const ints = attributeIn(node, name, 'ints', around);
    const rest = without(node, name);
    if (!ints || ints.value.length === 0) return rest;
    return withInput(rest, position, around.emit.constant(int64s(name, ints.value)));
  };

/** The form changed so much that none of its old meaning can be said in the new one. */
export const refused =
  (reason: string): Rule =>
  (node, around) =>
    refuse(node, around, reason);

/** An attribute whose absence meant something else before is written out. */
export const defaultsTo =
  (defaults: Readonly<Record<string, Attribute>>): Rule =>
  (node) => ({ ...node, attributes: { ...defaults, ...node.attributes } });

export const dropping =
  (...names: readonly string[]): Rule =>
  (node) =>
    without(node, ...names);
