import { fitPlatt } from '../../../training/index.ts';
import { iou } from '../../../vision/index.ts';
import { regionAt, scoresOf, type Machines, type Photos } from './machines.ts';
import type { Products } from './products.ts';

/** A region that overlaps a thing by as much counts as one. */
const leastOverlap = 0.5;
/** Regions of a photo and class that are looked at, the surest first: the others are far from any border. */
const mostOfPhoto = 100;

/** [K] from scores to how often such a region is a thing. */
export async function calibrated(
  photos: Photos,
  machines: Machines,
  products: Products,
): Promise<{ slope: number; offset: number }[]> {
  const width = machines.weights.length / machines.bias.length;
  const found = Array.from(machines.bias, () => ({ scores: [] as number[], isThing: [] as number[] }));
  for await (const photo of photos()) {
    const all = await scoresOf(machines, photo, width, products);
    for (const [own, { scores, isThing }] of found.entries()) {
      const truth = photo.truth.filter(({ classIndex }) => classIndex === own);
      const scored = Array.from({ length: photo.boxes.length / 4 }, (_, region) => ({
        score: all(region, own),
        box: regionAt(photo.boxes, region),
      }));
      for (const { score, box } of scored.sort((a, b) => b.score - a.score).slice(0, mostOfPhoto)) {
        scores.push(score);
        isThing.push(Number(truth.some((one) => iou(one.box, box) >= leastOverlap)));
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
