import { blocksOf, shapesOf } from '../../../compiler/index.ts';
import type { FeatureTap } from '../../../contract/index.ts';
import type { Base } from '../../training/index.ts';

/** Shares of the way from the input to the features at which they are read beside the end. */
const along = [0.8, 0.6, 0.4, 0.2];
/** Of the last so many maps the quarters of the photo are tried too. */
const pyramids = 2;

/**
 * Places of a network whose features may tell photographers apart, from late to early: what a network was taught stands at
 * its end, and how a photo is made further in front.
 */
export function candidateTaps({ bound, features, card }: Base): readonly FeatureTap[] {
  const ends = blocksOf(bound, features)
    .map(({ from }) => from)
    .filter((value) => value !== card.inputName);
  const between = along.map((share) => ends[Math.round((1 - share) * (ends.length - 1))] ?? features);
  const values = [...new Set([features, ...between])];
  const shapes = shapesOf(bound);
  const maps = values.filter((value) => shapes.shapeOf(value)?.dims.length === 4);
  return [
    ...values.map((value): FeatureTap => ({ value, pooling: 'mean' })),
    ...maps.slice(0, pyramids).map((value): FeatureTap => ({ value, pooling: 'pyramid' })),
  ];
}

/** What a tap is called in a table. */
export const tapName = ({ value, pooling }: FeatureTap): string => (pooling === 'mean' ? value : `${value}, quarters`);
