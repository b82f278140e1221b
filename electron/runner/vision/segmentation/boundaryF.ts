import { squaredDistances } from './distance.ts';
import { notJudged, type LabelMap } from './labelMap.ts';
import { checkSameSize, meanOf } from './tally.ts';

/** How well outlines agree. */
export interface BoundaryScores {
  /** [C] 0 to 1; null for a class that has a boundary neither in truth nor in the answer. */
  readonly perClass: readonly (number | null)[];
  /** Over the classes that have one; null where none has. */
  readonly mean: number | null;
}

/**
 * Boundary F-measure of one photo. A boundary pixel of a class has a neighbour by an edge that is judged and of another
 * class; the edge of the photo is no boundary. Precision is the share of the answer's boundary pixels that lie no more
 * than `tolerancePx` from a true one, recall the reverse, F their harmonic mean. Pixels whose truth nobody judged have
 * no part in it, whatever was answered there.
 *
 * @param classes      C
 * @param tolerancePx  distance of pixel centres; 0.75 % of the diagonal in the source
 * @throws             mask/size when the maps differ in size
 * @see                Csurka, Larlus and Perronnin, "What is a good evaluation measure for semantic segmentation?",
 *                     BMVC 2013, section 2.2
 */
export function boundaryF(
  predicted: LabelMap,
  truth: LabelMap,
  { classes, tolerancePx }: { readonly classes: number; readonly tolerancePx: number },
): BoundaryScores {
  checkSameSize(predicted, truth);
  const judged = predicted.classOf.map((answer, at) => (truth.classOf[at] === notJudged ? notJudged : answer));
  const present = new Set(truth.classOf);
  for (const answer of judged) present.add(answer);
  const perClass = Array.from({ length: classes }, (_, classIndex) => {
    if (!present.has(classIndex)) return null;
    const answered = boundaryOf({ ...predicted, classOf: judged }, classIndex);
    const known = boundaryOf(truth, classIndex);
    return fMeasure(shareNear(answered, known, truth, tolerancePx), shareNear(known, answered, truth, tolerancePx));
  });
  return { perClass, mean: meanOf(perClass) };
}

/** [height, width] 1 on the boundary pixels of a class. */
function boundaryOf({ width, height, classOf }: LabelMap, classIndex: number): Uint8Array {
  const boundary = new Uint8Array(classOf.length);
  const isOther = (at: number): boolean => classOf[at] !== classIndex && classOf[at] !== notJudged;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      if (classOf[at] !== classIndex) continue;
      const beside = (x > 0 && isOther(at - 1)) || (x < width - 1 && isOther(at + 1));
      const above = (y > 0 && isOther(at - width)) || (y < height - 1 && isOther(at + width));
      if (beside || above) boundary[at] = 1;
    }
  }
  return boundary;
}

/** Share of the pixels of one boundary that lie near the other; null where there are none. */
function shareNear(own: Uint8Array, other: Uint8Array, { width, height }: LabelMap, tolerancePx: number) {
  const distances = squaredDistances(other, width, height);
  let [near, all] = [0, 0];
  for (let at = 0; at < own.length; at += 1) {
    if (own[at] === 0) continue;
    all += 1;
    if ((distances[at] ?? Infinity) <= tolerancePx ** 2) near += 1;
  }
  return all === 0 ? null : near / all;
}

function fMeasure(precision: number | null, recall: number | null): number | null {
  if (precision === null && recall === null) return null;
  const [p, r] = [precision ?? 0, recall ?? 0];
  return p + r === 0 ? 0 : (2 * p * r) / (p + r);
}
