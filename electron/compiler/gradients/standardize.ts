import type { TypedEmit } from '../graph/typedEmit.ts';

/** Numbers with their own mean taken out and divided by their own deviation, along some axes. */
export interface Standardized {
  readonly axes: readonly number[];
  /** X − μ */
  readonly centered: string;
  /** 1 / √(σ² + ε), with lengths of 1 along the axes; squares are divided by their count. */
  readonly inverse: string;
  /** x̂ = (X − μ) / √(σ² + ε) */
  readonly normalized: string;
}

export function standardize(emit: TypedEmit, x: string, axes: readonly number[], epsilon: number): Standardized {
  const centered = emit.sub(x, emit.mean(x, axes, 1));
  const variance = emit.mean(emit.square(centered), axes, 1);
  const inverse = emit.op('Reciprocal', [emit.sqrt(emit.affine(variance, 1, epsilon))]);
  return { axes, centered, inverse, normalized: emit.mul(centered, inverse) };
}

/**
 * The gradient of X from that of x̂. X moves its own mean and deviation too, whence three terms:
 *
 *   dX = 1/√(σ² + ε) · (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂))
 *
 * @see Ioffe and Szegedy, "Batch Normalization", 2015, section 3: the three terms of ∂ℓ/∂x gathered
 */
export function throughStandardize(emit: TypedEmit, { axes, inverse, normalized }: Standardized, dN: string): string {
  const alongMean = emit.sub(dN, emit.mean(dN, axes, 1));
  const alongDeviation = emit.mul(normalized, emit.mean(emit.mul(dN, normalized), axes, 1));
  return emit.mul(emit.sub(alongMean, alongDeviation), inverse);
}
