import { numbersIn } from './known.ts';
import type { GradientRules } from './define.ts';

// While training Y = X · mask / (1 − ratio), with the mask of the same run, so dX = dY · mask / (1 − ratio). Otherwise
// Y = X. Where only the run says which, the mask is true everywhere and the divisor is chosen there.
//
// Source: Srivastava et al., "Dropout", 2014, with the division moved from use to training, as ONNX has it.
export const Dropout: GradientRules = {
  data: (context) => {
    const { dY, has, input, output, emit } = context;
    const training = numbersIn(context, 'training_mode');
    if (!has('training_mode') || training?.[0] === 0) return dY;
    const ratio = has('ratio') ? emit.cast(input('ratio'), emit.type(dY).dtype) : emit.scalar(0.5, dY);
    const kept = emit.oneMinus(ratio);
    const divisor = training ? kept : emit.where(input('training_mode'), kept, emit.scalar(1, dY));
    return emit.div(emit.mul(dY, emit.asNumber(output('mask'), dY)), divisor);
  },
};

export const Bernoulli = 'none';
export const RandomNormalLike = 'none';
export const RandomUniformLike = 'none';
export const RandomNormal = 'none';
export const RandomUniform = 'none';
