import { failure, type LabMap, type ModelCard } from '../../../contract/index.ts';
import { lookupTable, readInput, writePhoto, type RgbPicture } from '../../pixels/index.ts';
import { fitOf } from '../../vision/index.ts';

/** A photo as a network sees it. */
export interface SeenPhoto {
  readonly pixels: RgbPicture;
  /** As the network's numbers, in its layout. */
  readonly picture: Float32Array;
  /** Where it lies in the full-size photo. */
  readonly where: Pick<LabMap, 'box' | 'photoWidth' | 'photoHeight'>;
}

/** @throws photo/*, lab/unfit  no photo was given */
export async function seenPhoto(path: string | undefined, { preprocessing }: ModelCard): Promise<SeenPhoto> {
  if (path === undefined) throw failure('lab/unfit', { reason: 'it needs a photo.' });
  const { pixels, width: photoWidth, height: photoHeight } = await readInput(path, preprocessing);
  const picture = new Float32Array(pixels.length);
  writePhoto(pixels, lookupTable(preprocessing), preprocessing, picture, 0);
  const { seen: box } = fitOf(photoWidth, photoHeight, preprocessing);
  const { width, height } = preprocessing;
  return { pixels: { pixels, width, height }, picture, where: { box, photoWidth, photoHeight } };
}
