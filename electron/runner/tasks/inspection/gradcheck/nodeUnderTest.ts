import {
  differentiate,
  isFloat,
  weightedSum,
  weightsOf,
  withWeightedSum,
  type GradientSite,
  type GradientTable,
  type Graph,
  type IsolatedInput,
  type IsolatedNode,
} from '../../../../compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../reference/index.ts';
import { drawDirection, moved, typicalSize, type Direction } from './direction.ts';
import { measureSlope, type MeasuredSlope } from './slope.ts';

export type Feeds = ReadonlyMap<string, Tensor64>;

/** The gradients of one node for some of its inputs, as a graph. */
export interface BackwardPass {
  /** Name of the formulation by formal input; absent where there is only one. */
  readonly formulations: ReadonlyMap<string, string>;
  readonly graph: Graph;
  /** From the inputs of the isolated node to the outputs that are their gradients. */
  readonly gradients: ReadonlyMap<string, string>;
}

/** An isolated node with numbers: its gradients, and its slopes by moving an input a little. */
export class NodeUnderTest {
  readonly isolated: IsolatedNode;
  /** Numbers of the node's inputs and of the weights of its outputs, all exact in 32 bits. */
  readonly feeds: Feeds;
  readonly #rng: () => number;
  readonly #rules: GradientTable | undefined;

  /** @param values  the node's inputs by their names in the network */
  constructor(isolated: IsolatedNode, values: (name: string) => Tensor64, rng: () => number, rules?: GradientTable) {
    this.isolated = isolated;
    this.#rng = rng;
    this.#rules = rules;
    const inputs = isolated.inputs.map(({ name, value }) => [name, single(values(value))] as const);
    const made = evaluate(isolated.graph, new Map(inputs));
    const weights = isolated.outputs.map((name) => [weightsOf(name), this.#drawLike(made.get(name))] as const);
    this.feeds = new Map([...inputs, ...weights]);
  }

  get wrt(): readonly IsolatedInput[] {
    return this.isolated.inputs.filter(({ hasRule }) => hasRule);
  }

  /** The default of every input first, then each further formulation. */
  backwardPasses(): readonly BackwardPass[] {
    const sites = new Map<string, GradientSite>();
    const first = this.#backward(this.wrt, (site) => {
      sites.set(site.formal, site);
      return 0;
    });
    const most = Math.max(1, ...[...sites.values()].map(({ candidates }) => candidates.length));
    const further = Array.from({ length: most - 1 }, (_, i) => {
      const wrt = this.wrt.filter(({ formal }) => (sites.get(formal)?.candidates.length ?? 0) > i + 1);
      return this.#backward(wrt, () => i + 1);
    });
    return [first, ...further];
  }

  #backward(wrt: readonly IsolatedInput[], pick: (site: GradientSite) => number): BackwardPass {
    const formulations = new Map<string, string>();
    const { graph, outputs } = this.isolated;
    const options = this.#rules ? { rules: this.#rules } : {};
    const backward = differentiate(withWeightedSum(graph, outputs), {
      ...options,
      of: weightedSum,
      wrt: wrt.map(({ name }) => name),
      choose: (site) => {
        const name = site.candidates[pick(site)];
        if (name !== undefined) formulations.set(site.formal, name);
        return name;
      },
    });
    const wanted = [...backward.gradients.values()].map((name) => ({ name, type: null }));
    return { formulations, gradients: backward.gradients, graph: { ...backward.graph, outputs: wanted } };
  }

  /** The same numbers with a little added to each that has a gradient: ties and zeros are gone. */
  jittered(part: number): Feeds {
    const result = new Map(this.feeds);
    for (const { name } of this.wrt) {
      const tensor = this.#fed(name);
      const all = drawDirection(tensor, tensor.values.length, part * typicalSize(tensor), this.#rng);
      result.set(name, single(moved(tensor, all, 1)));
    }
    return result;
  }

  /** A random direction for an input, of `part` of its typical size. */
  direction(input: string, limit: number, part: number): Direction {
    const tensor = this.#fed(input);
    return drawDirection(tensor, limit, part * typicalSize(tensor), this.#rng);
  }

  /** What moving an input does to the weighted sum of the outputs. */
  slope(feeds: Feeds, input: string, direction: Direction): MeasuredSlope {
    const { graph, outputs } = this.isolated;
    const from = feeds.get(input) ?? this.#fed(input);
    const run = (times: number): Feeds =>
      evaluate(graph, new Map([...feeds, [input, moved(from, direction, times)]]), { wanted: outputs });
    const [before, here, after] = [run(-1), run(0), run(1)];
    const of = (made: Feeds, name: string): Tensor64 => made.get(name) ?? this.#fed(name);
    return measureSlope(
      outputs.map((name) => ({
        before: of(before, name),
        here: of(here, name),
        after: of(after, name),
        weights: this.#fed(weightsOf(name)),
      })),
    );
  }

  #fed(name: string): Tensor64 {
    const tensor = this.feeds.get(name);
    if (!tensor) throw new Error(`No numbers were given for "${name}".`);
    return tensor;
  }

  #drawLike(tensor: Tensor64 | undefined): Tensor64 {
    const dims = tensor?.dims ?? [];
    const count = tensor?.values.length ?? 1;
    return tensor64(
      dims,
      Float64Array.from({ length: count }, () => Math.fround(2 * this.#rng() - 1)),
    );
  }
}

/** Floats rounded to 32 bits, so that both engines see the same numbers. */
function single(tensor: Tensor64): Tensor64 {
  return isFloat(tensor.dtype) ? tensor64(tensor.dims, tensor.values.map(Math.fround), 'float32') : tensor;
}
