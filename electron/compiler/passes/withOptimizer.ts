import type { Graph } from '../graph/graph.ts';
import type { Differentiated } from './differentiate.ts';
import { Extension } from './extension.ts';
import { updateRule, type UpdateContext, type UpdateOptions } from './optimizers.ts';
import { sumOf } from './regularize.ts';
import { nextName, type Carried } from './trainBatchNorm.ts';

export type OptimizerOptions = UpdateOptions & {
  /** Which values are updated; default: all that have a gradient. Each must be an input. */
  readonly parameters?: readonly string[];
  /** Scales all gradients together so that their common length is at most this. */
  readonly clipNorm?: number;
  /** Multiplies the learning rate of single parameters; default 1. */
  readonly rateOf?: (parameter: string) => number;
  /** The weight decay of single parameters; default: `weightDecay` for all, as PyTorch has it. */
  readonly decayOf?: (parameter: string) => number;
};

export interface TrainingStep {
  /**
   * The network with loss, gradients and update in one. New inputs: `learning_rate` float32 [], `step` int64 []
   * counting from 1 (where the optimizer needs it), and the states. New outputs: what parameters and states become.
   */
  readonly graph: Graph;
  readonly parameters: readonly Carried[];
  /** Of the shape of their parameters, zeros before the first step. */
  readonly states: readonly (Carried & { readonly dims: readonly number[] })[];
}

/**
 * Completes a differentiated network to a training step: every run updates the parameters once. Learning rate and step
 * are inputs, so that a schedule needs no new session. The gradients are no outputs any more; where they are clipped,
 * `gradient_norm` says how long they were.
 *
 * Law: after any number of steps the parameters are PyTorch's, to rounding.
 *
 * @throws graph/unfit-value  `learning_rate` or `step` is there and means something else
 * @see the formulas in optimizers.ts; Pascanu et al., 2013, algorithm 1, for clipping
 */
export function withOptimizer({ graph, gradients }: Differentiated, options: OptimizerOptions): TrainingStep {
  const hidden = new Set(gradients.values());
  const emit = new Extension({ ...graph, outputs: graph.outputs.filter(({ name }) => !hidden.has(name)) });
  const names = options.parameters ?? [...gradients.keys()];
  const rate = emit.input('learning_rate', 'float32', []);
  const pairs = names.map((p) => ({ p, g: gradients.get(p) ?? missing(p) }));
  const { factor, outputs } = options.clipNorm === undefined ? unclipped : clipped(emit, pairs, options.clipNorm);
  const states: TrainingStep['states'][number][] = [];
  const shared = onceEach();
  const rateFor = (factor: number): string => shared(`rate ${factor}`, () => emit.affine(rate, factor));
  const parameters = pairs.map(({ p, g }): Carried => {
    const rule = updateRule({ ...options, weightDecay: options.decayOf?.(p) ?? options.weightDecay ?? 0 });
    const context: UpdateContext = {
      emit,
      p,
      g: factor === null ? g : emit.mul(g, factor),
      rate: rateFor(options.rateOf?.(p) ?? 1),
      shared,
      state: (name, next) => carry(emit, states, `${p}/${name}`, p, next),
    };
    return { input: p, output: emit.named(rule(context), nextName(p)) };
  });
  const updated = [...parameters, ...states].map(({ output }) => output);
  const shown = [...outputs, ...updated].map((name) => emit.output(name));
  return { graph: emit.applied([...emit.graph.outputs, ...shown], 'withOptimizer'), parameters, states };
}

const missing = (parameter: string): never => {
  throw new Error(`"${parameter}" has no gradient.`);
};

/** The next value of a state that came in as an input. */
function carry(
  emit: Extension,
  states: TrainingStep['states'][number][],
  name: string,
  like: string,
  next: (last: string) => string,
): string {
  const { dtype, dims } = emit.type(like);
  const input = emit.input(name, dtype, dims);
  const output = emit.named(next(input), nextName(name));
  states.push({ input, output, dims });
  return output;
}

const unclipped = { factor: null, outputs: [] } as const;

/** min(1, limit / (length + 1e-6)), the length taken over all gradients together; the constant is PyTorch's. */
function clipped(emit: Extension, pairs: readonly { readonly g: string }[], limit: number) {
  const squares = pairs.map(({ g }) => sumOf(emit, emit.square(g)));
  const length = emit.named(emit.sqrt(squares.reduce((sum, square) => emit.add(sum, square))), 'gradient_norm');
  const wanted = emit.div(emit.scalar(limit, length), emit.affine(length, 1, 1e-6));
  const one = emit.scalar(1, wanted);
  return { factor: emit.where(emit.op('Greater', [one, wanted]), wanted, one), outputs: [length] };
}

/** Makes each value once, however often it is asked for. */
function onceEach(): (key: string, make: () => string) => string {
  const made = new Map<string, string>();
  return (key, make) => {
    const value = made.get(key) ?? make();
    made.set(key, value);
    return value;
  };
}
