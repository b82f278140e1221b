import type { OpTable, Shaped } from '../ops/define.ts';
import { infer, type Knowledge } from '../ops/infer.ts';
import { ops } from '../ops/table.ts';
import { fail } from './errors.ts';
import { fedInputs, type Body, type Graph, type Node, type Tensor, type Value } from './graph.ts';
import { topologicalOrder } from './walk.ts';

/** The type of every value of a graph, and the numbers of those that are the same in every run. */
export class Shapes implements Knowledge {
  readonly #types = new Map<string, Shaped>();
  readonly #known = new Map<string, Tensor>();
  readonly table: OpTable;

  constructor(body: Body, table: OpTable) {
    this.table = table;
    for (const tensor of body.initializers) this.addTensor(tensor);
    for (const value of fedInputs(body)) this.addInput(value);
  }

  /** Lengths of a value. @throws Error for a name that the graph does not bind */
  dims(value: string): readonly number[] {
    return this.type(value).dims;
  }

  type(value: string): Shaped {
    const type = this.#types.get(value);
    if (!type) throw new Error(`Nothing is known of the value "${value}".`);
    return type;
  }

  shapeOf(value: string): Shaped | undefined {
    return this.#types.get(value);
  }

  knownOf(value: string): Tensor | undefined {
    return this.#known.get(value);
  }

  /** @throws graph/open-shape */
  addInput(value: Value): void {
    this.#types.set(value.name, typeOfInput(value));
  }

  addTensor(tensor: Tensor): void {
    this.#types.set(tensor.name, { dtype: tensor.dtype, dims: tensor.dims });
    this.#known.set(tensor.name, tensor);
  }

  /** Learns a type from elsewhere: from the file, where no rule says it. */
  addType(value: string, type: Shaped): void {
    this.#types.set(value, type);
  }

  /** Learns what a node makes; its inputs must be known already. */
  addNode(node: Node): void {
    const { outputs, known } = infer(node, this, this.table);
    node.outputs.forEach((name, i) => {
      const type = outputs[i];
      if (name === '' || !type) return;
      this.#types.set(name, type);
      const tensor = known?.[i];
      if (tensor) this.#known.set(name, { ...tensor, name });
    });
  }
}

/**
 * Runs the shape rules over a graph.
 *
 * @throws graph/open-shape     an input's shape is not stated in full: say it with `withDims`
 * @throws graph/unknown-op     an operator has no rule
 * @throws graph/missing-input, graph/not-constant, graph/bad-node  a node is not as its operator demands
 */
export function shapesOf(graph: Graph, table: OpTable = ops): Shapes {
  const shapes = new Shapes(graph, table);
  for (const node of topologicalOrder(graph, 'shapesOf')) shapes.addNode(node);
  return shapes;
}

function typeOfInput({ name, type }: Value): Shaped {
  const dims = type?.kind === 'tensor' ? type.shape : null;
  if (type?.kind !== 'tensor' || !dims) return fail('graph/open-shape', { value: name, axis: 'any of its axes' });
  return {
    dtype: type.dtype,
    dims: dims.map((dim, axis) =>
      typeof dim === 'number'
        ? dim
        : fail('graph/open-shape', { value: name, axis: `its axis ${dim === '' ? axis : dim}` }),
    ),
  };
}
