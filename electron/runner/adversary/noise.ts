import { derived } from '../vision/index.ts';
import { highestLevel, type Levels } from './levels.ts';

/**
 * A picture with as much noise as an attack may change: each level by ε up or down, drawn. What a network answers to it
 * shows that not the size of a change fools it but its direction.
 */
export function withNoise(picture: Levels, epsilon: number, seed: number, index: number): Levels {
  const rng = derived(seed, 'noise', index, Math.round(1000 * epsilon));
  return picture.map((level) => Math.min(highestLevel, Math.max(0, level + (rng() < 0.5 ? -epsilon : epsilon))));
}
