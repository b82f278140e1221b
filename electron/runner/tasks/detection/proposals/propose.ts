import { availableParallelism } from 'node:os';
import type { DetectorSettings } from '../../../../contract/index.ts';
import { readPicture, type ReadPicture } from '../../../pixels/index.ts';
import { proposeBoxes } from './search.ts';
import { windowBoxes } from './windows.ts';

/** Pixels of the longer side of a photo in which regions are proposed. */
export const proposalSide = 500;

/** The size in which a photo is looked at. */
export const pictureOf = (path: string): Promise<ReadPicture> =>
  readPicture(path, (width, height) => {
    const factor = Math.min(1, proposalSide / Math.max(width, height));
    const side = (length: number): number => Math.max(1, Math.round(factor * length));
    return { width: side(width), height: side(height) };
  });

/** Regions of a picture that a detector judges, in its pixels. @throws detection/no-addon */
export function regionsOf(
  picture: ReadPicture,
  { proposals, mostProposals: most, seed }: Pick<DetectorSettings, 'proposals' | 'mostProposals' | 'seed'>,
  stop?: AbortSignal,
): Promise<Int32Array> {
  if (proposals === 'windows') return Promise.resolve(windowBoxes(picture, most));
  return proposeBoxes(picture, { mode: proposals, seed, most }, availableParallelism(), stop);
}
