import { float, floatAttribute, stringAttribute } from '../graph/attributes.ts';
import { numbersOf } from '../graph/tensor.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { GradientContext, GradientRules } from './define.ts';

// Functions of one number. Y has the shape of X; where the derivative can be said with Y alone, X need not be kept.
// Source: onnx/docs/Operators.md for each function.

const isAbove = (emit: TypedEmit, x: string, bound: number): string => emit.op('Greater', [x, emit.scalar(bound, x)]);
const isBelow = (emit: TypedEmit, x: string, bound: number): string => emit.op('Less', [x, emit.scalar(bound, x)]);

const alphaOf = ({ node }: GradientContext, otherwise: number): number => floatAttribute(node, 'alpha', otherwise);

/** So steep that HardSigmoid is a step, and no activation overflows. */
const steepness = 2 ** 100;

export const Relu: GradientRules = {
  // dX = dY where Y > 0, else 0; at 0 the derivative is taken as 0, as everybody does
  X: [
    {
      name: 'step',
      applies: ({ dY, emit }) => emit.type(dY).dtype === 'float32',
      rule: ({ dY, output, emit }) =>
        emit.mul(dY, emit.op('HardSigmoid', [output('Y')], { alpha: float(steepness), beta: float(0) })),
    },
    {
      name: 'where',
      rule: ({ dY, output, emit }) => emit.where(isAbove(emit, output('Y'), 0), dY, emit.scalar(0, dY)),
    },
  ],
};

export const LeakyRelu: GradientRules = {
  // dX = dY where X > 0, else alpha · dY; Y has the sign of X unless alpha is negative
  X: (context) => {
    const { dY, input, output, emit } = context;
    const alpha = alphaOf(context, 0.01);
    return emit.where(isAbove(emit, alpha < 0 ? input('X') : output('Y'), 0), dY, emit.affine(dY, alpha));
  },
};

export const PRelu: GradientRules = {
  // dX = dY where X > 0, else slope · dY
  X: ({ dY, input, emit }) => emit.where(isAbove(emit, input('X'), 0), dY, emit.mul(dY, input('slope'))),
  // dslope = Σ dY · X where X ≤ 0
  slope: ({ dY, input, shape, emit }) => {
    const below = emit.where(isAbove(emit, input('X'), 0), emit.scalar(0, dY), emit.mul(dY, input('X')));
    return emit.sumTo(below, shape(input('slope')));
  },
};

export const Elu: GradientRules = {
  // dX = dY where X > 0, else dY · alpha · exp(X) = dY · (Y + alpha)
  X: (context) => {
    const { dY, input, output, emit } = context;
    const below = emit.mul(dY, emit.affine(output('Y'), 1, alphaOf(context, 1)));
    return emit.where(isAbove(emit, input('X'), 0), dY, below);
  },
};

export const Selu: GradientRules = {
  // dX = dY · gamma where X > 0, else dY · gamma · alpha · exp(X) = dY · (Y + gamma · alpha)
  X: (context) => {
    const { node, dY, output, emit } = context;
    const alpha = alphaOf(context, Math.fround(1.6732632423543772));
    const gamma = floatAttribute(node, 'gamma', Math.fround(1.0507009873554805));
    const below = emit.mul(dY, emit.affine(output('Y'), 1, gamma * alpha));
    return emit.where(isAbove(emit, output('Y'), 0), emit.affine(dY, gamma), below);
  },
};

export const Celu: GradientRules = {
  // dX = dY where X > 0, else dY · exp(X / alpha); Y / alpha + 1 is the same and loses all digits far below 0
  X: (context) => {
    const { dY, input, emit } = context;
    const x = input('X');
    const below = emit.mul(dY, emit.exp(emit.div(x, emit.scalar(alphaOf(context, 1), x))));
    return emit.where(isAbove(emit, x, 0), dY, below);
  },
};

export const ThresholdedRelu: GradientRules = {
  // dX = dY where X > alpha, else 0
  X: (context) => {
    const { dY, input, emit } = context;
    return emit.where(isAbove(emit, input('X'), alphaOf(context, 1)), dY, emit.scalar(0, dY));
  },
};

export const Sigmoid: GradientRules = {
  // dX = dY · Y · (1 − Y)
  X: ({ dY, output, emit }) => emit.mul(dY, emit.mul(output('Y'), emit.oneMinus(output('Y')))),
};

export const HardSigmoid: GradientRules = {
  // dX = alpha · dY where 0 < Y < 1, else 0
  X: (context) => {
    const { dY, output, emit } = context;
    const isInside = emit.op('And', [isAbove(emit, output('Y'), 0), isBelow(emit, output('Y'), 1)]);
    return emit.where(isInside, emit.affine(dY, alphaOf(context, 0.2)), emit.scalar(0, dY));
  },
};

export const HardSwish: GradientRules = {
  // Y = X · (X / 6 + ½) between −3 and 3: dX = dY · (2X + 3) / 6 there, 0 below and dY above
  X: ({ dY, input, emit }) => {
    const x = input('X');
    const slope = emit.div(emit.affine(x, 2, 3), emit.scalar(6, x));
    const inside = emit.where(isAbove(emit, x, -3), slope, emit.scalar(0, x));
    return emit.where(isBelow(emit, x, 3), emit.mul(dY, inside), dY);
  },
};

export const Softplus: GradientRules = {
  // Y = ln(1 + exp(X)); dX = dY · sigmoid(X)
  X: ({ dY, input, emit }) => emit.mul(dY, emit.op('Sigmoid', [input('X')])),
};

export const Mish: GradientRules = {
  // Y = X · t with t = tanh(softplus(X)); dX = dY · (t + X · (1 − t²) · sigmoid(X))
  X: ({ dY, input, emit }) => {
    const x = input('X');
    const t = emit.op('Tanh', [emit.op('Softplus', [x])]);
    const bend = emit.mul(emit.mul(x, emit.op('Sigmoid', [x])), emit.oneMinus(emit.square(t)));
    return emit.mul(dY, emit.add(t, bend));
  },
};

export const Gelu: GradientRules = {
  X: (context) => {
    const { node, dY, input, emit } = context;
    const slope = stringAttribute(node, 'approximate', 'none') === 'tanh' ? slopeOfTanhGelu : slopeOfGelu;
    return emit.mul(dY, slope(emit, input('X')));
  },
};

/** Y = X · Φ(X), Φ the normal distribution; the slope is Φ(X) + X · exp(−X² / 2) / √(2π). */
function slopeOfGelu(emit: TypedEmit, x: string): string {
  const below = emit.affine(emit.op('Erf', [emit.affine(x, Math.SQRT1_2)]), 0.5, 0.5);
  const density = emit.affine(emit.exp(emit.affine(emit.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return emit.add(below, emit.mul(x, density));
}

/** Y = ½ X · (1 + t), t = tanh(c · (X + a·X³)); the slope is ½ (1 + t) + ½ X · (1 − t²) · c · (1 + 3a·X²). */
function slopeOfTanhGelu(emit: TypedEmit, x: string): string {
  const [a, c] = [0.044715, Math.sqrt(2 / Math.PI)];
  const squared = emit.square(x);
  const t = emit.op('Tanh', [emit.mul(x, emit.affine(squared, a * c, c))]);
  const bend = emit.mul(emit.mul(x, emit.oneMinus(emit.square(t))), emit.affine(squared, 1.5 * a * c, 0.5 * c));
  return emit.add(emit.affine(t, 0.5, 0.5), bend);
}

export const Tanh: GradientRules = {
  // dX = dY · (1 − Y²)
  input: ({ dY, output, emit }) => emit.mul(dY, emit.oneMinus(emit.square(output('output')))),
};

export const Softsign: GradientRules = {
  // Y = X / (1 + |X|); dX = dY / (1 + |X|)²
  input: ({ dY, input, emit }) => emit.div(dY, emit.square(emit.affine(emit.op('Abs', [input('input')]), 1, 1))),
};

export const Erf: GradientRules = {
  // dX = dY · 2/√π · exp(−X²)
  input: ({ dY, input, emit }) =>
    emit.mul(dY, emit.affine(emit.exp(emit.neg(emit.square(input('input')))), 2 / Math.sqrt(Math.PI))),
};

/** Both bounds where they are stored in the graph and neither is infinite, or so large that differences overflow. */
function boundsOf({ input, has, known }: GradientContext): { readonly min: number; readonly max: number } | null {
  const bound = (formal: string): number => {
    const tensor = has(formal) ? known(input(formal)) : null;
    return (tensor && numbersOf(tensor)?.[0]) ?? Infinity;
  };
  const [min, max] = [bound('min'), bound('max')];
  return Math.abs(min) < 1e6 && Math.abs(max) < 1e6 ? { min, max } : null;
}

export const Clip: GradientRules = {
  // dX = dY where min < Y < max, else 0: the bounds themselves count as outside, as 0 does for Relu
  input: [
    {
      // 1 where (Y − min) · (max − Y) > 0: products run on all threads, choices on one
      name: 'step',
      applies: (context) => context.emit.type(context.dY).dtype === 'float32' && boundsOf(context) !== null,
      rule: (context) => {
        const { dY, output, emit } = context;
        const { min, max } = boundsOf(context) ?? { min: 0, max: 0 };
        const y = output('output');
        const inside = emit.mul(emit.affine(y, 1, -min), emit.sub(emit.scalar(max, y), y));
        return emit.mul(dY, emit.op('HardSigmoid', [inside], { alpha: float(steepness), beta: float(0) }));
      },
    },
    {
      name: 'where',
      rule: ({ dY, input, has, output, emit }) => {
        const y = output('output');
        const tests = [
          ...(has('min') ? [emit.op('Greater', [y, input('min')])] : []),
          ...(has('max') ? [emit.op('Less', [y, input('max')])] : []),
        ];
        const [first, second] = tests;
        if (first === undefined) return dY;
        return emit.where(second === undefined ? first : emit.op('And', [first, second]), dY, emit.scalar(0, dY));
      },
    },
  ],
  // the bounds take what does not go through
  min: ({ dY, input, shape, emit }) => {
    const isCut = emit.op('Less', [input('input'), input('min')]);
    return emit.sumTo(emit.where(isCut, dY, emit.scalar(0, dY)), shape(input('min')));
  },
  max: ({ dY, input, shape, emit }) => {
    const isCut = emit.op('Greater', [input('input'), input('max')]);
    return emit.sumTo(emit.where(isCut, dY, emit.scalar(0, dY)), shape(input('max')));
  },
};
