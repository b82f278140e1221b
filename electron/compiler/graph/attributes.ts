import type { Attribute, Node } from './graph.ts';

/** How a pass writes an attribute: whole numbers are ints; a float is said with `float`. */
export type AttributeInput = Attribute | number | string | readonly number[];

export const float = (value: number): Attribute => ({ kind: 'float', value: Math.fround(value) });

/** @throws RangeError for a bare number that is not whole: an int attribute cannot hold it */
export function attributeOf(input: AttributeInput): Attribute {
  if (typeof input === 'number') return { kind: 'int', value: BigInt(input) };
  if (typeof input === 'string') return { kind: 'string', value: input };
  return 'kind' in input ? input : { kind: 'ints', value: input.map(BigInt) };
}

export function intAttribute(node: Node, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'int' ? Number(attribute.value) : otherwise;
}

export function intsAttribute(node: Node, name: string): number[] | null {
  const attribute = node.attributes[name];
  return attribute?.kind === 'ints' ? attribute.value.map(Number) : null;
}

export function floatAttribute(node: Node, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'float' ? attribute.value : otherwise;
}

export function floatsAttribute(node: Node, name: string): readonly number[] | null {
  const attribute = node.attributes[name];
  return attribute?.kind === 'floats' ? attribute.value : null;
}

export function stringAttribute(node: Node, name: string, otherwise: string): string {
  const attribute = node.attributes[name];
  return attribute?.kind === 'string' ? attribute.value : otherwise;
}
