import { derived } from '../../../../../electron/runner/vision/index.ts';

/** Units of the drawn network, layer by layer; the first are inputs and the last are answers. */
export const layerUnits = [4, 6, 6, 3] as const;

/**
 * Which units of the hidden layers a step leaves out; inputs and answers always stay.
 *
 * @param rate  probability that a unit is left out, from 0 to below 1
 * @param step  each step of training draws anew
 * @see Srivastava and others, "Dropout", 2014
 */
export const leftOut = (rate: number, seed: number, step: number): boolean[][] =>
  layerUnits.map((count, layer) =>
    Array.from({ length: count }, (_, unit) => {
      const hidden = layer > 0 && layer < layerUnits.length - 1;
      return hidden && derived(seed, 'dropout', step, layer, unit)() < rate;
    }),
  );

/** What the units that stay are multiplied by, so that the next layer gets as much as with all of them. */
export const keptScale = (rate: number): number => 1 / (1 - rate);
