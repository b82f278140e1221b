import type { Loss } from '../../compiler/index.ts';

/** loss[n] = −Σ weight ∘ value: what rises is the score of a class, a channel, or a unit, as the weights say. */
export const weightedScore =
  (value: string, weights = `${value}/weights`): Loss =>
  (emit) => {
    const { dtype, dims } = emit.type(emit.value(value));
    return { sums: emit.neg(emit.sum(emit.mul(value, emit.input(weights, dtype, dims)), axesAfterFirst(dims))) };
  };

/**
 * loss[n] = −½ Σ weight ∘ value²: whatever a layer sees in a picture, it shall see more of it.
 *
 * @see Mordvintsev, Olah and Tyka, "Inceptionism: going deeper into neural networks", 2015
 */
export const weightedNorm =
  (value: string, weights = `${value}/weights`): Loss =>
  (emit) => {
    const { dtype, dims } = emit.type(emit.value(value));
    const weighted = emit.mul(emit.square(value), emit.input(weights, dtype, dims));
    return { sums: emit.affine(emit.sum(weighted, axesAfterFirst(dims)), -0.5) };
  };

/**
 * loss[n] = scale[n] · Σ (value − target)²: the features are to become those of another picture. Inputs `<value>/target` of
 * the shape of the value and `<value>/scale` [N].
 */
export const scaledDistance =
  (value: string): Loss =>
  (emit) => {
    const { dtype, dims } = emit.type(emit.value(value));
    const off = emit.sub(value, emit.input(`${value}/target`, dtype, dims));
    const scale = emit.input(`${value}/scale`, dtype, dims.slice(0, 1));
    return { sums: emit.mul(emit.sum(emit.square(off), axesAfterFirst(dims)), scale) };
  };

/** loss[n] = Σ value², which keeps a picture near the mean color. */
export const squaredNorm =
  (value: string): Loss =>
  (emit) => ({ sums: emit.sum(emit.square(emit.value(value)), axesAfterFirst(emit.dims(value))) });

const axesAfterFirst = (dims: readonly number[]): number[] => dims.slice(1).map((_, axis) => axis + 1);
