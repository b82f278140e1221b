import { join } from 'node:path';
import type { SegmentedPhoto } from '../../../contract/index.ts';
import { writeMask, writeShares, type ReadPicture } from '../../pixels/index.ts';
import { areasOf, notJudged, type LabelMap } from '../../vision/index.ts';
import type { PixelScores } from './maps.ts';

/** What is known of a photo, of one size. */
export interface PhotoAnswer {
  readonly map: LabelMap;
  readonly scores: Pick<PixelScores, 'probability' | 'maps' | 'stepPx'>;
  readonly classNames: readonly string[];
  /** Classes whose maps are kept. */
  readonly asked: readonly number[];
  readonly photo: Pick<ReadPicture, 'photoWidth' | 'photoHeight' | 'damaged'>;
}

/** Writes it as pictures into a folder. @throws Error  the system's, as ENOSPC */
export async function writeResult(
  folder: string,
  { map, scores, classNames, asked, photo }: PhotoAnswer,
): Promise<Omit<SegmentedPhoto, 'elapsedMs'>> {
  const { width, height } = map;
  const names = namesFor(classNames, map);
  const files = { classes: 'classes.png', probability: 'probability.png' };
  await writeMask(join(folder, files.classes), map, names.length);
  await writeShares(join(folder, files.probability), scores.probability, width, height);
  const maps = asked.flatMap((classIndex) => {
    const shares = scores.maps.get(classIndex);
    return shares ? [{ classIndex, file: `class-${classIndex}.png`, shares }] : [];
  });
  for (const { file, shares } of maps) await writeShares(join(folder, file), shares, width, height);
  const areas = areasOf(map, names)
    .classes.map(({ className, pixels, share }, classIndex) => ({ classIndex, className, pixels, share }))
    .filter(({ pixels }) => pixels > 0)
    .toSorted((a, b) => b.pixels - a.pixels);
  const { photoWidth, photoHeight, damaged } = photo;
  return {
    ...{ photoWidth, photoHeight, width, height, areas, ...files, damaged },
    maps: maps.map(({ classIndex, file }) => ({ classIndex, file })),
    stepPx: scores.stepPx,
  };
}

/** A network without names has numbers. */
function namesFor(names: readonly string[], { classOf }: LabelMap): readonly string[] {
  const highest = classOf.reduce((most, index) => (index === notJudged ? most : Math.max(most, index)), 0);
  return Array.from({ length: Math.max(names.length, highest + 1) }, (_, index) => names[index] ?? `class ${index}`);
}
