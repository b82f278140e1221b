import { blocksOf } from '../../../compiler/index.ts';
import type { TrainingSettings } from '../../../contract/index.ts';
import type { Base } from '../../training/index.ts';

/** Ends of blocks before the last features whose features a head may read instead. */
const furtherLayers = 2;

/**
 * Values whose pooled features a head is tried on: the one that was asked for, or the network's last and those before
 * it. Training deeper keeps the last one, because all of the network learns with it.
 */
export function headLayers(base: Base, { layer, depth }: Pick<TrainingSettings, 'layer' | 'depth'>): readonly string[] {
  if (layer !== null) return [layer];
  if (depth.kind !== 'head') return [base.features];
  return candidateLayers(base);
}

/** The last first. */
export const candidateLayers = ({ bound, features }: Base): readonly string[] => [
  features,
  ...blocksOf(bound, features)
    .slice(0, furtherLayers)
    .map(({ from }) => from),
];
