import { phrase } from '../../../../words/index.ts';

// Activation functions and their slopes.
// Sources: Glorot and others, 2011 (ReLU); Maas and others, 2013 (leaky); Goodfellow and others, 2013 (maxout);
// Clevert and others, 2016 (ELU).

interface Activation {
  readonly name: string;
  readonly formula: string;
  readonly of: (x: number) => number;
  /** The derivative; at a kink, that of the left side, as frameworks take it for ReLU. */
  readonly slope: (x: number) => number;
  /** Where gradients die, in a sentence. */
  readonly dies: string;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** The second line of the maxout that is shown; the first is x. In a network both are learned. */
const otherLine = { weight: -0.5, bias: -1 };
const otherAt = (x: number): number => otherLine.weight * x + otherLine.bias;

export const activations = {
  sigmoid: {
    name: 'Sigmoid',
    formula: '1 / (1 + e⁻ˣ)',
    of: sigmoid,
    slope: (x) => sigmoid(x) * (1 - sigmoid(x)),
    dies: phrase('At both ends, and even at 0 only a quarter is passed on.'),
  },
  tanh: {
    name: 'tanh',
    formula: 'tanh x',
    of: Math.tanh,
    slope: (x) => 1 - Math.tanh(x) ** 2,
    dies: phrase('At both ends; around 0 nearly all is passed on.'),
  },
  relu: {
    name: 'ReLU',
    formula: 'max(0, x)',
    of: (x) => Math.max(0, x),
    slope: (x) => (x > 0 ? 1 : 0),
    dies: phrase('Left of 0: a unit that is never above it for any photo learns no more.'),
  },
  leaky: {
    name: 'Leaky ReLU',
    formula: 'max(0.1 x, x)',
    of: (x) => Math.max(0.1 * x, x),
    slope: (x) => (x > 0 ? 1 : 0.1),
    dies: phrase('Nowhere: a tenth is passed on left of 0.'),
  },
  maxout: {
    name: 'Maxout',
    formula: 'max(w₁x + b₁, w₂x + b₂)',
    of: (x) => Math.max(x, otherAt(x)),
    slope: (x) => (x > otherAt(x) ? 1 : otherLine.weight),
    dies: phrase('Nowhere, for twice the weights. Shown: max(x, −x/2 − 1); both lines are learned.'),
  },
  elu: {
    name: 'ELU',
    formula: phrase('x > 0: x, else eˣ − 1'),
    of: (x) => (x > 0 ? x : Math.expm1(x)),
    slope: (x) => (x > 0 ? 1 : Math.exp(x)),
    dies: phrase('Far left only, and its outputs are nearly centered.'),
  },
} as const satisfies Record<string, Activation>;

export type ActivationId = keyof typeof activations;
export const activationIds = Object.keys(activations) as ActivationId[];

/** Layers of the network of the lessons: what a slope is raised to on its way to the first. */
export const layersDeep = 6;

/** Below this slope next to nothing is passed on. */
const dead = 0.05;

/** The stretches of x between `low` and `high` where the slope is below a twentieth, found in steps of a hundredth. */
export function deadStretches(id: ActivationId, low: number, high: number): { from: number; to: number }[] {
  const { slope } = activations[id];
  const found: { from: number; to: number }[] = [];
  const count = Math.round((high - low) * 100);
  for (let i = 0; i < count; i += 1) {
    const [from, to] = [low + i / 100, low + (i + 1) / 100];
    if (Math.abs(slope((from + to) / 2)) >= dead) continue;
    const last = found.at(-1);
    if (last && from - last.to < 1e-6) last.to = to;
    else found.push({ from, to });
  }
  return found;
}
