import type { FoundObject, SearchedPhoto, WindowSettings } from '../../contract/index.ts';
import { photoHash } from './files/labelledFiles.ts';
import type { Finder } from './finding.ts';

/**
 * Searches a file by a learned detector, which has regions where a classifier has windows. Of the settings only what is
 * looked for, how sure it must be and how many there may be concern it.
 *
 * @throws photo/*, model/*, detection/no-addon
 */
export async function foundInFile(
  { runner, ...asked }: Finder,
  path: string,
  settings: WindowSettings,
  signal: AbortSignal,
): Promise<SearchedPhoto> {
  const hash = await photoHash(path);
  const found = await runner.ask('detectors.find', { ...asked, path, hash }, { signal });
  const { photoWidth, photoHeight, detections, proposals, elapsedMs, damaged } = found;
  return {
    ...{ photoWidth, photoHeight, windows: proposals, stepPx: null, difference: null, elapsedMs, damaged },
    detections: detections.filter((one) => isWanted(one, settings)).slice(0, settings.limit),
  };
}

function isWanted({ classIndex, score }: FoundObject, { classes, threshold, thresholds }: WindowSettings): boolean {
  if (classes !== null && !classes.includes(classIndex)) return false;
  const own = thresholds.find((one) => one.classIndex === classIndex)?.probability;
  return score >= (own ?? threshold ?? 0.5);
}
