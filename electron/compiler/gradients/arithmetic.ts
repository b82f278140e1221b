import { numbersOf } from '../graph/tensor.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { affordable } from './limit.ts';
import { timesSign } from './sign.ts';

// C = A ∘ B, where a shorter operand is repeated along the axes it lacks. Each gradient is summed over what was
// repeated.

export const Add: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('B'))),
};

export const Sub: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.neg(emit.sumTo(dY, shape(input('B')))),
};

export const Mul: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(emit.mul(dY, input('B')), shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.sumTo(emit.mul(dY, input('A')), shape(input('B'))),
};

export const Div: GradientRules = {
  // dA = dC / B
  A: ({ dY, input, shape, emit }) => emit.sumTo(emit.div(dY, input('B')), shape(input('A'))),
  // dB = −dC · C / B
  B: ({ dY, input, output, shape, emit }) =>
    emit.neg(emit.sumTo(emit.div(emit.mul(dY, output('C')), input('B')), shape(input('B')))),
};

export const Pow: GradientRules = {
  // dX = dZ · Y · X^(Y − 1)
  X: (context) => {
    const { dY, input, shape, emit } = context;
    return emit.sumTo(emit.mul(dY, slopeOfPower(context)), shape(input('X')));
  },
  // dY = dZ · Z · ln X; taken as 0 where X ≤ 0, where the power is not defined nearby
  Y: ({ dY, input, output, shape, emit }) => {
    const zero = emit.scalar(0, dY);
    const isPositive = emit.op('Greater', [input('X'), zero]);
    const log = emit.op('Log', [emit.where(isPositive, input('X'), emit.scalar(1, dY))]);
    const slope = emit.where(isPositive, emit.mul(output('Z'), log), zero);
    return emit.sumTo(emit.mul(dY, slope), shape(input('Y')));
  },
};

/** Y · X^(Y − 1): 2X for a square, and 0 for Y = 0 even where X is 0. */
function slopeOfPower({ input, known, emit }: GradientContext): string {
  const x = input('X');
  const constant = known(input('Y'));
  const values = constant && numbersOf(constant);
  const power = emit.cast(input('Y'), emit.type(x).dtype);
  if (values?.length === 1 && values[0] === 2) return emit.mul(x, power);
  const slope = emit.mul(power, emit.op('Pow', [x, emit.affine(power, 1, -1)]));
  if (values && !values.includes(0)) return slope;
  return emit.where(emit.op('Equal', [power, emit.scalar(0, power)]), emit.scalar(0, x), slope);
}

export const Mod = 'none';

export const Neg: GradientRules = { X: ({ dY, emit }) => emit.neg(dY) };

export const Abs: GradientRules = { X: ({ dY, input, emit }) => timesSign(emit, dY, input('X')) };

export const Floor = 'none';
export const Ceil = 'none';
export const Round = 'none';
export const Sign = 'none';

export const Sqrt: GradientRules = {
  // dX = dY / 2Y
  X: ({ dY, output, emit }) => emit.div(emit.affine(dY, 0.5), output('Y')),
};

export const Reciprocal: GradientRules = {
  // dX = −dY · Y²
  X: ({ dY, output, emit }) => emit.neg(emit.mul(dY, emit.square(output('Y')))),
};

export const Exp: GradientRules = { input: ({ dY, output, emit }) => emit.mul(dY, output('output')) };

export const Log: GradientRules = { input: ({ dY, input, emit }) => emit.div(dY, input('input')) };

export const Sin: GradientRules = { input: ({ dY, input, emit }) => emit.mul(dY, emit.op('Cos', [input('input')])) };

export const Cos: GradientRules = {
  input: ({ dY, input, emit }) => emit.neg(emit.mul(dY, emit.op('Sin', [input('input')]))),
};

/** The largest or smallest of several: dY goes to the one that it is; of those that tie, to the first. */
const toTheFirst: GradientRules = {
  data_0: ({ node, position, dY, shape, output, emit }) => {
    affordable(node.inputs.length ** 2, node.outputs[0] ?? '');
    const y = output(node.op.toLowerCase());
    const here = node.inputs[position] ?? '';
    const earlier = node.inputs.slice(0, position).map((value) => emit.op('Not', [emit.op('Equal', [value, y])]));
    const isIt = earlier.reduce((all, test) => emit.op('And', [all, test]), emit.op('Equal', [here, y]));
    return emit.sumTo(emit.where(isIt, dY, emit.scalar(0, dY)), shape(here));
  },
};

export const Max = toTheFirst;
export const Min = toTheFirst;

export const Sum: GradientRules = {
  data_0: ({ node, position, dY, shape, emit }) => emit.sumTo(dY, shape(node.inputs[position] ?? '')),
};

export const Mean: GradientRules = {
  data_0: ({ node, position, dY, shape, emit }) =>
    emit.affine(emit.sumTo(dY, shape(node.inputs[position] ?? '')), 1 / node.inputs.length),
};
