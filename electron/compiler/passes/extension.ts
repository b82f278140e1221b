import type { DType } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import { tensorValue, type Graph, type Value } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';
import { existing } from './valueTypes.ts';

/** Collects nodes, constants and inputs that will be added behind a graph, whose shapes must be known. */
export class Extension extends TypedEmit {
  readonly graph: Graph;
  readonly inputs: Value[] = [];

  /** @throws what `shapesOf` throws */
  constructor(graph: Graph) {
    super(graph, shapesOf(graph));
    this.graph = graph;
  }

  /**
   * The value of that name where there is one, else a new input.
   *
   * @throws graph/unfit-value  it is there and of another type
   */
  input(name: string, dtype: DType, dims: readonly number[]): string {
    const there = this.shapes.shapeOf(name);
    if (!there) {
      const value = tensorValue(this.fresh(name), dtype, dims);
      this.inputs.push(value);
      this.shapes.addInput(value);
      return value.name;
    }
    if (there.dtype === dtype && there.dims.join() === dims.join()) return name;
    const [found, wanted] = [`${there.dtype}[${there.dims.join(', ')}]`, `${dtype}[${dims.join(', ')}]`];
    return fail('graph/unfit-value', { value: name, reason: `it is ${found} where ${wanted} is needed.` });
  }

  /**
   * A value of the graph, with a number of axes if that matters.
   *
   * @throws graph/unknown-value, graph/unfit-value
   */
  value(name: string, axes?: readonly number[]): string {
    if (!this.shapes.shapeOf(name)) existing(this.graph, name);
    const { length } = this.dims(name);
    if (axes && !axes.includes(length))
      fail('graph/unfit-value', { value: name, reason: `it has ${length} axes instead of ${axes.join(' or ')}.` });
    return name;
  }

  /** Gives what was just made the name it shall be known by; only the name that is returned may be read. */
  named(value: string, name: string): string {
    const made = this.fresh(name);
    const last = this.nodes.at(-1);
    // Nobody can have read the last node yet, so it needs no Identity behind it, which would copy its numbers.
    if (last?.outputs.length !== 1 || last.outputs[0] !== value)
      return this.op('Identity', [value], {}, { outputs: [made] });
    const renamed = { ...last, name: made, outputs: [made] };
    this.nodes[this.nodes.length - 1] = renamed;
    this.shapes.addNode(renamed);
    return made;
  }

  /** An entry for the list of outputs. */
  output(name: string): Value {
    return tensorValue(name, this.type(name).dtype, this.dims(name));
  }

  /** The graph with all that was collected, and these outputs. */
  applied(outputs: readonly Value[], by: string, nodes = this.graph.nodes): Graph {
    const result: Graph = {
      ...this.graph,
      inputs: [...this.graph.inputs, ...this.inputs],
      initializers: [...this.graph.initializers, ...this.initializers],
      nodes: [...nodes, ...this.nodes],
      outputs,
    };
    return verify(result, by);
  }
}
