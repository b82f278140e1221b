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

/** How an input is moved. */
export interface Attempt {
  /** By this part of its typical size. */
  readonly part: number;
  /** So many numbers at once, at most. */
  readonly limit: number;
  /** From a point beside the actual one, by this part of the typical size; 0: from where it is. */
  readonly jitter: number;
}

/** What came of moving an input. */
export interface Trial {
  readonly feeds: Feeds;
  readonly direction: Direction;
  readonly measured: MeasuredSlope;
}

/** An isolated node with numbers: its gradients, and its slopes by moving an input a little. */
export class NodeUnderTest {
  readonly isolated: IsolatedNode;
  /** Numbers of the node's inputs and of the weights of its outputs, all exact in 32 bits. */
  readonly feeds: Feeds;
  readonly #rng: () => number;
  readonly #rules: GradientTable | undefined;
  readonly #trials = new Map<string, Trial>();
  #here: Feeds | null = null;

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

  /**
   * Moves an input one step in a random direction and measures; the same answer when asked again, so that every
   * formulation is compared with the same difference.
   */
  trial(input: string, sample: number, attempt: Attempt): Trial {
    const key = `${sample} ${attempt.part} ${attempt.jitter} ${input}`;
    const known = this.#trials.get(key);
    if (known) return known;
    const feeds = attempt.jitter === 0 ? this.feeds : this.#jittered(attempt.jitter);
    const tensor = this.#fed(input);
    const direction = drawDirection(tensor, attempt.limit, attempt.part * typicalSize(tensor), this.#rng);
    const trial = { feeds, direction, measured: this.#slope(feeds, input, direction) };
    this.#trials.set(key, trial);
    return trial;
  }

  /** The same numbers, each that has a gradient a little further from zero: ties are gone, and no sign changes. */
  #jittered(part: number): Feeds {
    const result = new Map(this.feeds);
    for (const { name } of this.wrt) {
      const { dims, values, dtype } = this.#fed(name);
      const size = part * typicalSize(this.#fed(name));
      const away = values.map((value) => Math.fround(value + (value < 0 ? -size : size) * this.#rng()));
      result.set(name, tensor64(dims, away, dtype));
    }
    return result;
  }

  /** What moving an input does to the weighted sum of the outputs. */
  #slope(feeds: Feeds, input: string, direction: Direction): MeasuredSlope {
    const from = feeds.get(input) ?? this.#fed(input);
    const run = (times: number): Feeds => this.#outputsOf(new Map([...feeds, [input, moved(from, direction, times)]]));
    const here = feeds === this.feeds ? (this.#here ??= this.#outputsOf(feeds)) : this.#outputsOf(feeds);
    const [before, after] = [run(-1), run(1)];
    const of = (made: Feeds, name: string): Tensor64 => made.get(name) ?? this.#fed(name);
    return measureSlope(
      this.isolated.outputs.map((name) => ({
        before: of(before, name),
        here: of(here, name),
        after: of(after, name),
        weights: this.#fed(weightsOf(name)),
      })),
    );
  }

  #outputsOf(feeds: Feeds): Feeds {
    return evaluate(this.isolated.graph, feeds, { wanted: this.isolated.outputs });
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
