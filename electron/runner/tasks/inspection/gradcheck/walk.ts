import { isFloat, topologicalOrder, type Graph, type Node } from '../../../../compiler/index.ts';
import { evaluateNode, tensor64, tensor64Of, type Tensor64 } from '../../../../reference/index.ts';

/** Numbers by name of a network on its way, kept no longer than somebody still reads them. */
export class Walk {
  readonly order: readonly Node[];
  readonly #values = new Map<string, Tensor64>();
  readonly #lastReader = new Map<string, Node>();

  constructor(graph: Graph, feeds: ReadonlyMap<string, Tensor64>) {
    this.order = topologicalOrder(graph, 'gradcheck');
    for (const [name, tensor] of feeds) this.#values.set(name, tensor);
    for (const tensor of graph.initializers)
      if (!feeds.has(tensor.name) && tensor.dtype !== 'string') this.#values.set(tensor.name, tensor64Of(tensor));
    for (const node of this.order) for (const name of node.inputs) this.#lastReader.set(name, node);
  }

  /** @throws Error for a value that nobody has computed */
  value(name: string): Tensor64 {
    const tensor = this.#values.get(name);
    if (!tensor) throw new Error(`The value "${name}" is not known.`);
    return tensor;
  }

  has(node: Node): boolean {
    return node.inputs.every((name) => name === '' || this.#values.has(name));
  }

  /** Computes a node whose inputs are there. @throws Error where the reference has no kernel for it */
  step(node: Node): void {
    if (node.domain !== '') throw new Error(`The reference has no kernel for ${node.domain}.${node.op}.`);
    const inputs = node.inputs.map((name) => (name === '' ? null : this.value(name)));
    const made = evaluateNode(node, inputs);
    made.forEach((tensor, i) => {
      const name = node.outputs[i] ?? '';
      if (name !== '') this.#values.set(name, tensor);
    });
  }

  /** Lets go of what only this node was still to read. */
  leave(node: Node): void {
    for (const name of node.inputs) if (this.#lastReader.get(name) === node) this.#values.delete(name);
  }
}

/** Numbers for an input of the network: between −2 and 2, as normalized pixels are; whole numbers are 0 and 1. */
export function drawInput(dims: readonly number[], dtype: Tensor64['dtype'], rng: () => number): Tensor64 {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const draw = isFloat(dtype) ? () => Math.fround(4 * rng() - 2) : () => Math.floor(2 * rng());
  return tensor64(dims, Float64Array.from({ length: count }, draw), dtype);
}
