import {
  Emit,
  graphOf,
  tensorValue,
  withOptimizer,
  type Graph,
  type OptimizerOptions,
  type TrainingStep,
} from '../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../electron/reference/index.ts';
import recorded from '../fixtures/optimizers.json' with { type: 'json' };

// Replays what test/fixtures/generators/optimizers.py recorded of PyTorch, on any engine.

interface RecordedCase {
  readonly name: keyof typeof recorded.steps;
  readonly options: OptimizerOptions;
}

const momentum = { kind: 'sgd', momentum: 0.9 } as const;

export const recordedCases: readonly RecordedCase[] = [
  { name: 'sgd', options: { kind: 'sgd' } },
  { name: 'sgd with weight decay', options: { kind: 'sgd', weightDecay: 0.1 } },
  { name: 'momentum', options: momentum },
  { name: 'momentum with weight decay', options: { ...momentum, weightDecay: 0.1 } },
  { name: 'nesterov', options: { ...momentum, nesterov: true } },
  { name: 'nesterov with weight decay', options: { ...momentum, nesterov: true, weightDecay: 0.1 } },
  { name: 'adam', options: { kind: 'adam' } },
  { name: 'adam with weight decay', options: { kind: 'adam', weightDecay: 0.1, beta1: 0.8, beta2: 0.99 } },
  { name: 'adamw', options: { kind: 'adamw' } },
  { name: 'adamw with weight decay', options: { kind: 'adamw', weightDecay: 0.1 } },
  { name: 'rmsprop', options: { kind: 'rmsprop' } },
  { name: 'rmsprop with momentum', options: { kind: 'rmsprop', smoothing: 0.9, momentum: 0.5, weightDecay: 0.1 } },
  { name: 'clipped', options: { ...momentum, clipNorm: 1.5 } },
  { name: 'rate factors', options: { kind: 'adam', rateOf: (name) => (name === 'w' ? 0.1 : 2) } },
];

const dims = { w: [2, 3], b: [2] } as const;
type Name = keyof typeof dims;
const names: readonly Name[] = ['w', 'b'];

export type Engine = (graph: Graph, feeds: ReadonlyMap<string, Tensor64>) => Promise<ReadonlyMap<string, Tensor64>>;

/** Takes the recorded steps and says how far the parameters were from PyTorch's at worst. */
export async function replay(name: string, engine: Engine): Promise<{ readonly worst: number }> {
  const found = recordedCases.find((recordedCase) => recordedCase.name === name);
  if (!found) throw new Error(`No case is called "${name}".`);
  const training = updateOf(found.options);
  let carried = new Map([
    ...names.map((p) => [p, tensor64(dims[p], recorded.start[p])] as const),
    ...training.states.map(
      ({ input, dims: of }) => [input, tensor64(of, Array<number>(elements(of)).fill(0))] as const,
    ),
  ]);
  let worst = 0;
  for (const [t, wanted] of recorded.steps[found.name].entries()) {
    const outputs = await engine(training.graph, feedsOf(training, carried, t));
    carried = new Map(
      [...training.parameters, ...training.states].map(({ input, output }) => [input, outputs.get(output)!]),
    );
    const numbers = names.flatMap((p) => [...carried.get(p)!.values]);
    wanted.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - numbers[i]!))));
  }
  return { worst };
}

function feedsOf({ graph }: TrainingStep, carried: ReadonlyMap<string, Tensor64>, t: number): Map<string, Tensor64> {
  const gradients = names.map((p) => [`${p}_given`, tensor64(dims[p], recorded.gradients[t]![p])] as const);
  const rate = tensor64([], [recorded.rates[t]!]);
  const counts = graph.inputs.some(({ name }) => name === 'step');
  const step = counts ? [['step', tensor64([], [t + 1], 'int64')] as const] : [];
  return new Map([...carried, ...gradients, ['learning_rate', rate] as const, ...step]);
}

/** The update alone: the gradients are inputs. */
function updateOf(options: OptimizerOptions): TrainingStep {
  const emit = new Emit(null);
  const inputs = names.flatMap((p) =>
    [p, `${p}_given`].map((name) => tensorValue(emit.fresh(name), 'float32', dims[p])),
  );
  const gradients = new Map(
    names.map((p) => [p, emit.op('Identity', [`${p}_given`], {}, { name: `${p}/gradient` })] as const),
  );
  const outputs = [...gradients].map(([p, gradient]) => tensorValue(gradient, 'float32', dims[p]));
  return withOptimizer({ graph: graphOf('update', emit, inputs, outputs), gradients }, options);
}

const elements = (of: readonly number[]): number => of.reduce((a, b) => a * b, 1);
