import { availableParallelism } from 'node:os';
import { nativeFailure, refineByCrf, type CrfSettings } from '../../../../native/index.ts';
import { fail } from '../../../contract/index.ts';
import { scoresOf, type PixelScores } from './maps.ts';

/**
 * Kernels for photos of some 500 pixels, the color one growing with the photo. Narrower and weaker than in the paper: poles
 * and signs, a few pixels wide, are lost in wider ones (docs/strokes.md has the figures).
 *
 * @see Krähenbühl, Koltun, "Efficient inference in fully connected CRFs with Gaussian edge potentials", 2011, section 5
 */
const settingsFor = (longSide: number): CrfSettings => ({
  iterations: 5,
  spatialSigma: 1.5,
  spatialWeight: 1,
  colorSpatialSigma: (30 * longSide) / 500,
  colorSigma: 8,
  colorWeight: 3,
});

/** Of a classifier with more classes, those that cover most of the photo take part. */
const mostClasses = 24;

/**
 * Scores whose borders follow the colors of the photo.
 *
 * @param rgb  [height, width, 3]
 * @throws segmentation/no-addon
 */
export async function refined(scores: PixelScores, rgb: Uint8Array, stop: AbortSignal): Promise<PixelScores> {
  const missing = nativeFailure();
  if (missing !== null) fail('segmentation/no-addon', { reason: missing });
  const { width, height, stepPx } = scores;
  const pixels = width * height;
  const present = scores.all === null ? largestClasses(scores) : null;
  const probabilities = scores.all ?? sharesAmong(scores, present ?? []);
  const problem = { probabilities, rgb, width, height, classes: probabilities.length / pixels };
  const settings = settingsFor(Math.max(width, height));
  const all = await refineByCrf({ ...problem, settings }, availableParallelism(), stop);
  const found = scoresOf(all, { width, height, stepPx }, []);
  if (present === null) {
    const maps = [...scores.maps.keys()].map(
      (index) => [index, all.subarray(index * pixels, (index + 1) * pixels)] as const,
    );
    return { ...found, maps: new Map(maps) };
  }
  const classOf = found.classOf.map((place) => present[place] ?? 0);
  return { ...found, classOf, maps: scores.maps, all: null };
}

function largestClasses({ classOf }: PixelScores): readonly number[] {
  const pixels = new Map<number, number>();
  for (const classIndex of classOf) pixels.set(classIndex, (pixels.get(classIndex) ?? 0) + 1);
  const largest = [...pixels].toSorted((a, b) => b[1] - a[1]).slice(0, mostClasses);
  return largest.map(([classIndex]) => classIndex);
}

/** What is left beside the best class of a pixel falls to the others in equal parts. */
function sharesAmong({ classOf, probability }: PixelScores, present: readonly number[]): Float32Array {
  const pixels = classOf.length;
  const all = new Float32Array(present.length * pixels);
  const others = Math.max(1, present.length - 1);
  for (const [at, index] of present.entries())
    for (let pixel = 0; pixel < pixels; pixel++) {
      const best = probability[pixel] ?? 0;
      all[at * pixels + pixel] = classOf[pixel] === index ? best : (1 - best) / others;
    }
  return all;
}
