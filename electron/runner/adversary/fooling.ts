import { derived } from '../vision/index.ts';
import type { AttackHooks } from './bounded.ts';
import { highestLevel, type Levels } from './levels.ts';
import type { AttackedNetwork } from './network.ts';

export interface FoolingAsked {
  readonly classIndex: number;
  /** Probability that the class shall reach, 0 to 1. */
  readonly confidence: number;
  readonly steps: number;
  readonly seed: number;
}

export interface Fooling {
  /** Whole levels. */
  readonly picture: Levels;
  /** What it began as. */
  readonly noise: Levels;
  readonly probability: number;
  readonly steps: number;
}

/** Levels that each color value moves in a step: a change that is small against the noise. */
const stepLevels = 1;

/**
 * Noise, changed along the sign of the derivative until a network is sure to see a class in it. It keeps looking like noise.
 *
 * @param length  numbers of a picture
 * @throws model/*, lab/no-gradient, lab/unfit, engine/stopped
 * @see Nguyen, Yosinski and Clune, "Deep neural networks are easily fooled: high confidence predictions for unrecognizable
 *      images", CVPR 2015, section 3.4: by gradient ascent
 */
export async function foolingPicture(
  network: AttackedNetwork,
  length: number,
  { classIndex, confidence, steps, seed }: FoolingAsked,
  {
    turn,
    stop,
    onStep,
  }: AttackHooks & {
    readonly onStep?: (step: number, probability: number, current: Levels) => void;
  },
): Promise<Fooling> {
  const rng = derived(seed, 'fooling', classIndex);
  const noise = Float32Array.from({ length }, () => Math.floor((highestLevel + 1) * rng()));
  const current = Float32Array.from(noise);
  let best = { picture: noise, probability: -1 };
  for (let step = 0; ; step += 1) {
    stop.throwIfAborted();
    const [answer] = await turn(() => network.probabilities([current]));
    const probability = answer?.[classIndex] ?? 0;
    onStep?.(step, probability, current);
    if (probability > best.probability) best = { picture: Float32Array.from(current), probability };
    if (probability >= confidence || step >= steps) return { ...best, noise, steps: step };
    const [found] = await turn(() => network.odds([current], [classIndex]));
    for (let at = 0; at < length; at += 1) {
      const wished = (current[at] ?? 0) + stepLevels * Math.sign(found?.slope[at] ?? 0);
      current[at] = Math.min(highestLevel, Math.max(0, wished));
    }
  }
}
