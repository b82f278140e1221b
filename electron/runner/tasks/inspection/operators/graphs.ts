import {
  differentiate,
  Emit,
  gradients,
  graphOf,
  isFloat,
  ops,
  seeded,
  shapesOf,
  tensorValue,
  type GradientTable,
  type Graph,
  type OpTable,
} from '../../../../compiler/index.ts';
import { tensor64, type Tensor64 } from '../../../../reference/index.ts';
import { sampleOf } from './samples.ts';

/** One operator with its gradients as a small graph, and numbers to run it on. */
export interface OperatorGraph {
  readonly op: string;
  /** How many ways there are to write its gradients. */
  readonly variants: number;
  readonly graph: Graph;
  readonly feeds: ReadonlyMap<string, Tensor64>;
}

const rules: GradientTable = gradients;
const table: OpTable = ops;

/** Operators with a gradient, in alphabetical order. */
export const trainableOperators: readonly string[] = Object.keys(rules)
  .filter((op) => rules[op] !== 'none' && Object.keys(rules[op] ?? {}).length > 0)
  .sort();

const seedName = 'dY';

/**
 * An operator forward and backward: its inputs and the gradient of its first float output in, that output and the
 * gradients of all inputs out.
 *
 * @param variant  which formulation of each gradient, from 0; the last where there are fewer
 */
export function operatorGraph(op: string, variant = 0): OperatorGraph {
  const rng = seeded(1);
  let variants = 1;
  const feeds = new Map<string, Tensor64>();
  const { forward, outputs, fed } = forwardOf(op, feeds, rng);
  const shapes = shapesOf(forward);
  const of = outputs.find((name) => isFloat(shapes.type(name).dtype)) ?? '';
  feeds.set(seedName, drawTensor(shapes.dims(of), -1, 1, rng));
  const withSeed = { ...forward, inputs: [...forward.inputs, tensorValue(seedName, 'float32', shapes.dims(of))] };
  const found = rules[op] ?? 'none';
  const ruled = found === 'none' ? {} : found;
  const wrt = fed.flatMap(({ name, formal }) => (Object.hasOwn(ruled, formal) ? [name] : []));
  const { graph, gradients: made } = differentiate(
    { ...withSeed, outputs: [] },
    {
      of,
      wrt,
      seed: seedName,
      choose: ({ candidates }) => {
        variants = Math.max(variants, candidates.length);
        return candidates[Math.min(variant, candidates.length - 1)];
      },
    },
  );
  const wanted = [of, ...made.values()].map((name) => ({ name, type: null }));
  return { op, variants, graph: { ...graph, outputs: wanted }, feeds };
}

function forwardOf(op: string, feeds: Map<string, Tensor64>, rng: () => number) {
  const formals = table[op]?.inputs ?? [];
  const sample = sampleOf(op, formals);
  const emit = new Emit(null);
  emit.fresh(seedName);
  const fed: { name: string; formal: string }[] = [];
  const names = sample.inputs.map((input, position) => {
    if (input === null) return '';
    const formal = (formals[position] ?? formals.at(-1) ?? '').replace('...', '');
    if ('known' in input) return emit.constant({ ...input.known, name: formal });
    const name = emit.fresh(`${formal}_${position}`);
    feeds.set(name, drawTensor(input.dims, input.from, input.to, rng));
    fed.push({ name, formal });
    return name;
  });
  const outputs = Array.from({ length: sample.outputs ?? 1 }, (_, i) => emit.fresh(`Y_${i}`));
  emit.op(op, names, sample.attributes ?? {}, { outputs });
  const inputs = [...feeds].map(([name, { dims }]) => tensorValue(name, 'float32', dims));
  const values = outputs.map((name) => ({ name, type: null }));
  return { forward: graphOf(op, emit, inputs, values), outputs, fed };
}

/** Numbers of which no two lie near each other, so that nothing ties in a maximum; exact in 32 bits. */
function drawTensor(dims: readonly number[], from: number, to: number, rng: () => number): Tensor64 {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const values = Float64Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) * (i + 0.5)) / count));
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
  }
  return tensor64(dims, values);
}
