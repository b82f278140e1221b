import { seeded } from '../../electron/compiler/index.ts';

export interface NoisyScene {
  readonly rgb: Uint8Array;
  readonly probabilities: Float32Array;
  readonly classes: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A picture of as many colored sectors as there are classes, around a wandering middle, and the noisy opinion of a network
 * that is right more often than not and unsure at times.
 */
export function noisyScene(wanted: {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly seed: number;
  /** Shades, uniform to both sides. */
  readonly noise?: number;
}): NoisyScene {
  const { classes, height, width, seed, noise = 20 } = wanted;
  const rng = seeded(seed);
  const colors = Array.from({ length: classes }, () => [rng(), rng(), rng()].map((share) => 30 + 195 * share));
  const middle = { x: (0.3 + 0.4 * rng()) * width, y: (0.3 + 0.4 * rng()) * height };
  const rgb = new Uint8Array(height * width * 3);
  const probabilities = new Float32Array(classes * height * width);
  for (let i = 0; i < height * width; i++) {
    const angle = Math.atan2(Math.floor(i / width) - middle.y, (i % width) - middle.x) / (2 * Math.PI) + 0.5;
    const truth = Math.min(Math.floor(angle * classes), classes - 1);
    const light = 0.8 + (0.4 * (i % width)) / width;
    colors[truth]!.forEach((shade, channel) => {
      rgb[3 * i + channel] = Math.min(Math.max(shade * light + noise * (2 * rng() - 1), 0), 255);
    });
    const believed = rng() < 0.75 ? truth : Math.floor(rng() * classes);
    const strengths = Array.from({ length: classes }, (_, c) => rng() + (c === believed ? 2.5 * rng() : 0));
    const powers = strengths.map((strength) => Math.exp(2 * strength));
    const sum = powers.reduce((a, b) => a + b);
    powers.forEach((power, c) => (probabilities[c * height * width + i] = power / sum));
  }
  return { rgb, probabilities, classes, height, width };
}
