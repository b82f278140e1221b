import { fitPlatt } from '../../../training/index.ts';
import type { Looks } from './looks.ts';
import type { Machines } from './scores.ts';
import type { SurveyedPhoto } from './survey.ts';

/** A region that overlaps a thing by as much counts as one. */
const leastOverlap = 0.5;
/** Regions of a photo and class that are looked at, the surest first: the others are far from any border. */
const mostOfPhoto = 100;

/** [K] from scores to how often such a region is a thing. */
export async function calibrated(
  photos: readonly SurveyedPhoto[],
  machines: Machines,
  looks: Looks,
): Promise<{ slope: number; offset: number }[]> {
  const classes = machines.bias.length;
  const found = Array.from(machines.bias, () => ({ scores: [] as number[], isThing: [] as number[] }));
  for (const photo of photos) {
    const all = await looks.at(photo, machines);
    for (const [own, { scores, isThing }] of found.entries()) {
      const overlaps = photo.overlaps(own);
      const score = (region: number): number => all[region * classes + own] ?? NaN;
      const surest = Array.from({ length: photo.regions }, (_, region) => region)
        .sort((a, b) => score(b) - score(a))
        .slice(0, mostOfPhoto);
      for (const region of surest) {
        scores.push(score(region));
        isThing.push(Number((overlaps?.[region] ?? 0) >= leastOverlap));
      }
    }
  }
  return found.map(({ scores, isThing }) => {
    const things = isThing.reduce((sum, one) => sum + one, 0);
    // Without both kinds there is nothing to fit: a score of 0 is as likely as not.
    if (things === 0 || things === isThing.length) return { slope: 1, offset: 0 };
    return fitPlatt(Float64Array.from(scores), Uint8Array.from(isThing));
  });
}
