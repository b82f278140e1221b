import { iou, type Detection } from './box.ts';
import { byScore } from './byScore.ts';
import type { JudgedPhoto, TruthBox } from './truth.ts';

/**
 * What became of a detection: it found a truth; it found one that a surer detection had found; it found a difficult one,
 * which counts neither way; it found nothing.
 */
export type Outcome = 'hit' | 'duplicate' | 'ignored' | 'miss';

/** A detection and what became of it, by its places in the given lists. */
export interface Matched {
  readonly photo: number;
  readonly detection: number;
  readonly score: number;
  readonly outcome: Outcome;
}

/** All detections of one class, the surest first. */
export interface ClassMatches {
  readonly ranked: readonly Matched[];
  /** Truths of the class, difficult ones not counted. */
  readonly positives: number;
}

/**
 * Matches the detections of one class to its truths in order of score: each looks at the truth that it overlaps most
 * (the first of equals), taken or not, and finds it where their IoU is at least `minIou`.
 *
 * @see the VOC development kit, `VOCevaldet`: a duplicate is a false positive even if another truth is near enough
 */
export function matchVoc(photos: readonly JudgedPhoto[], classIndex: number, minIou = 0.5): ClassMatches {
  const truths = photos.map((photo) => photo.truths.filter((truth) => truth.classIndex === classIndex));
  const taken = new Set<TruthBox>();
  const outcomeOf = (found: Detection, photo: number): Outcome => {
    const nearest = nearestTo(found, truths[photo] ?? []);
    if (!nearest || iou(found.box, nearest.box) < minIou) return 'miss';
    if (nearest.difficult) return 'ignored';
    if (taken.has(nearest)) return 'duplicate';
    taken.add(nearest);
    return 'hit';
  };
  const ranked = byScore(
    photos.flatMap(({ detections }, photo) =>
      detections.flatMap((found, detection) =>
        found.classIndex === classIndex ? [{ photo, detection, score: found.score, found }] : [],
      ),
    ),
  );
  return {
    ranked: ranked.map(({ found, ...place }) => ({ ...place, outcome: outcomeOf(found, place.photo) })),
    positives: truths.flat().filter(({ difficult }) => !difficult).length,
  };
}

/** The truth that a detection overlaps most, the first of equals. */
export function nearestTo({ box }: Detection, truths: readonly TruthBox[]): TruthBox | undefined {
  let nearest = truths[0];
  for (const truth of truths) if (nearest && iou(box, truth.box) > iou(box, nearest.box)) nearest = truth;
  return nearest;
}
