import type { GradientRule, GradientTable } from '../../compiler/index.ts';

// Where a unit is off, its derivative is 0 and nobody learns how to switch it on; where all are, the picture stays grey.
// These rules let through, where Relu cut, what would raise its input: with the loss falling, dY < 0.
//
// Source: tensorflow/lucid, lucid/misc/redirected_relu_grad.py, after Olah et al., "Feature visualization", 2017.

const raising =
  (formal: string): GradientRule =>
  ({ dY, input, emit }) => {
    const x = input(formal);
    const isOn = emit.op('Greater', [x, emit.scalar(0, x)]);
    // min(dY, 0)
    const raises = emit.neg(emit.op('Relu', [emit.neg(dY)]));
    return emit.where(isOn, dY, raises);
  };

// Of Clip only the lower bound is one that units hide behind; beyond the upper one they are on as much as they can be.
export const redirectedRules: GradientTable = { Relu: { X: raising('X') }, Clip: { input: raising('input') } };
