import type { Asked } from './ask.ts';
import type { EvidenceHooks } from './hooks.ts';

// Derivatives of a score by the picture, each in the form of the picture.

/** The derivative itself. @see Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", 2014, section 3 */
export function slope(asked: Asked, picture: Float32Array, hooks: EvidenceHooks): Promise<Float64Array> {
  return meanSlope(asked, picture.length, 1, (own) => own.set(picture), hooks);
}

/**
 * The mean of the derivative over noisy copies.
 *
 * @param noise  standard deviation, of the range between the picture's darkest and brightest number
 * @see Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017, equation 1
 */
export function smoothSlope(
  asked: Asked,
  picture: Float32Array,
  { samples, noise, rng }: { readonly samples: number; readonly noise: number; readonly rng: () => number },
  hooks: EvidenceHooks,
): Promise<Float64Array> {
  const bounds = picture.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  const deviation = noise * (bounds[1] - bounds[0]);
  const noisy = (own: Float32Array): void => {
    for (const [at, value] of picture.entries()) own[at] = value + deviation * normal(rng);
  };
  return meanSlope(asked, picture.length, samples, noisy, hooks);
}

/**
 * The mean of the derivative on the straight way from a baseline to the picture. Times the picture less the baseline its
 * parts add up to the score less that of the baseline.
 *
 * @see Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017, equation 3
 */
export function pathSlope(
  asked: Asked,
  picture: Float32Array,
  { baseline, steps }: { readonly baseline: Float32Array; readonly steps: number },
  hooks: EvidenceHooks,
): Promise<Float64Array> {
  const between = (own: Float32Array, step: number): void => {
    const share = (step + 0.5) / steps;
    for (const [at, value] of picture.entries()) {
      const from = baseline[at] ?? 0;
      own[at] = from + share * (value - from);
    }
  };
  return meanSlope(asked, picture.length, steps, between, hooks);
}

async function meanSlope(
  asked: Asked,
  length: number,
  samples: number,
  write: (own: Float32Array, sample: number) => void,
  { turn, stop, onProgress }: EvidenceHooks,
): Promise<Float64Array> {
  const mean = new Float64Array(length);
  const most = Math.min(asked.slopes, samples);
  for (let from = 0; from < samples;) {
    stop.throwIfAborted();
    // Two sizes of run at most: whole ones, then one after the other.
    const count = samples - from >= most ? most : 1;
    const room = new Float32Array(count * length);
    for (let slot = 0; slot < count; slot += 1) write(room.subarray(slot * length, (slot + 1) * length), from + slot);
    const slopes = await turn(() => asked.gradient(room));
    for (const [at, value] of slopes.entries()) mean[at % length] = (mean[at % length] ?? 0) + value / samples;
    from += count;
    onProgress?.(from, samples);
  }
  return mean;
}

/** Normally distributed about 0 with variance 1 (Box and Muller). */
const normal = (rng: () => number): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
