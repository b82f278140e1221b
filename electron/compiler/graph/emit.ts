import { attributeOf, type AttributeInput } from './attributes.ts';
import type { Body, Initializer, Node, Tensor } from './graph.ts';
import { floatTensor, intTensor } from './tensor.ts';
import { bodiesOf, givenNames } from './walk.ts';

/** What may be said about a node beside its operator, inputs and attributes. */
export interface EmitOptions {
  /** Wished name of the (first) output; a number is added where it is taken. Default: the operator's. */
  readonly name?: string;
  /** Exact names of the outputs, for a node that must produce a name already in use elsewhere. */
  readonly outputs?: readonly string[];
}

/** Collects new nodes and constants under names that are free in one graph. It owns what it collects. */
export class Emit {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly #taken: Set<string>;
  /** The number to try next after each hint, so that 100,000 names of one hint take linear time. */
  readonly #next = new Map<string, number>();

  /** @param body  the graph the nodes will join; null to begin a new one */
  constructor(body: Body | null) {
    this.#taken = body ? namesIn(body) : new Set();
  }

  /** `hint` itself, or with the smallest number from 2 on that makes it free. */
  fresh(hint: string): string {
    let name = hint;
    let number = this.#next.get(hint) ?? 2;
    while (this.#taken.has(name)) name = `${hint}_${number++}`;
    this.#next.set(hint, number);
    this.#taken.add(name);
    return name;
  }

  /** Appends a node with one output and returns the output's name. */
  op(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
    { name = op.toLowerCase(), outputs }: EmitOptions = {},
  ): string {
    const made = outputs ?? [this.fresh(name)];
    this.nodes.push({
      op,
      domain: '',
      name: made[0] ?? '',
      inputs,
      outputs: made,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)])),
    });
    return made[0] ?? '';
  }

  /** Stores a tensor under a free name made from its own and returns that. */
  constant(tensor: Tensor): string {
    const name = this.fresh(tensor.name === '' ? 'constant' : tensor.name);
    this.initializers.push({ ...tensor, name });
    return name;
  }

  /** A float32 constant; one axis unless `dims` says otherwise. */
  floats(values: ArrayLike<number>, hint: string, dims: readonly number[] = [values.length]): string {
    return this.constant(floatTensor(hint, dims, values));
  }

  /** An int64 constant of one axis, as shapes, axes and indices are. */
  ints(values: readonly number[], hint: string): string {
    return this.constant(intTensor(hint, [values.length], values));
  }
}

/** Every name in use, the inner graphs' and the nodes' own too: ONNX Runtime refuses two nodes of one name. */
function namesIn(body: Body): Set<string> {
  const names = givenNames(body);
  for (const { name } of [...body.outputs, ...body.values]) names.add(name);
  for (const node of body.nodes) {
    names.add(node.name);
    for (const name of [...node.inputs, ...node.outputs]) names.add(name);
    for (const inner of bodiesOf(node)) for (const name of namesIn(inner)) names.add(name);
  }
  return names;
}
