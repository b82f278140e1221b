import type { Attribute, Node } from '../compiler/index.ts';
import type { Tensor64 } from './tensor64.ts';

/** One node with its numbers, as a kernel sees it. */
export class Call {
  readonly node: Node;
  /** By position; null where an optional input is left out. */
  readonly inputs: readonly (Tensor64 | null)[];

  constructor(node: Node, inputs: readonly (Tensor64 | null)[]) {
    this.node = node;
    this.inputs = inputs;
  }

  /** @throws Error for an input that is left out */
  input(position: number): Tensor64 {
    const tensor = this.inputs[position];
    if (!tensor) throw new Error(`${this.node.op} lacks its input ${position}.`);
    return tensor;
  }

  optional(position: number): Tensor64 | null {
    return this.inputs[position] ?? null;
  }

  /** Whole numbers of an optional input, as axes, pads and shapes are. */
  list(position: number): number[] | null {
    const tensor = this.optional(position);
    return tensor ? Array.from(tensor.values) : null;
  }

  int(name: string, otherwise: number): number {
    const found = this.#attribute(name, 'int');
    return found ? Number(found.value) : otherwise;
  }

  ints(name: string): number[] | null {
    return this.#attribute(name, 'ints')?.value.map(Number) ?? null;
  }

  float(name: string, otherwise: number): number {
    return this.#attribute(name, 'float')?.value ?? otherwise;
  }

  string(name: string, otherwise: string): string {
    return this.#attribute(name, 'string')?.value ?? otherwise;
  }

  #attribute<K extends Attribute['kind']>(name: string, kind: K): Extract<Attribute, { kind: K }> | undefined {
    const found = this.node.attributes[name];
    return found?.kind === kind ? (found as Extract<Attribute, { kind: K }>) : undefined;
  }
}

/** Computes what a node makes, by position. */
export type Kernel = (call: Call) => readonly Tensor64[];
