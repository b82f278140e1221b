import type { Familiarity } from '../../../contract/index.ts';
import type { HeadFeatures } from '../../training/index.ts';
import { likeliest } from '../../vision/index.ts';

// How familiar a photo is: how high the score of the answer is, and how much the photo is like the nearest one of the
// photographer that was answered. Either alone tells strangers less: a stranger's photo may lie far out on the right side of
// a machine, or beside a photo of somebody whom nothing else speaks for.

/** What is known of photos before they are judged. N photos, K photographers. */
export interface Judged {
  /** [N, K] calibrated scores, before they become probabilities. */
  readonly scores: Float32Array;
  /** [N, F] and their number of taps, each of length 1. */
  readonly features: HeadFeatures;
  readonly taps: number;
}

/** Photos that others are like. */
export interface Reference {
  readonly features: HeadFeatures;
  /** Of each photo. */
  readonly classOf: Int32Array;
  readonly groups: Int32Array;
}

/** The two numbers that familiarity is made of. */
export interface Signs {
  readonly score: number;
  readonly likeness: number;
}

/**
 * @param groupOf  of the photos judged: those of their own shoot are not compared with; null: all are
 * @returns        [N]
 */
export function signsOf({ scores, features, taps }: Judged, reference: Reference, groupOf: Int32Array | null): Signs[] {
  const count = features.features.length / features.width;
  const classes = scores.length / Math.max(1, count);
  return Array.from({ length: count }, (_, photo) => {
    const answer = likeliest(scores, photo, classes);
    const row = features.features.subarray(photo * features.width, (photo + 1) * features.width);
    const likeness = likenessTo(row, reference, taps, (other) => {
      const isOwn = groupOf !== null && reference.groups[other] === groupOf[photo];
      return !isOwn && reference.classOf[other] === answer;
    });
    return { score: scores[photo * classes + answer] ?? 0, likeness };
  });
}

/** Largest cosine between a photo's features and those of the photos that count; 0 where none does. */
function likenessTo(
  row: Float32Array,
  { features, classOf }: Reference,
  taps: number,
  counts: (photo: number) => boolean,
): number {
  let most = 0;
  for (let other = 0; other < classOf.length; other += 1)
    if (counts(other)) most = Math.max(most, cosine(row, features.features, other, taps));
  return most;
}

/** Of rows whose taps have length 1 each. */
export function cosine(row: Float32Array, rows: Float32Array, other: number, taps: number): number {
  const width = row.length;
  let sum = 0;
  for (let f = 0; f < width; f += 1) sum += (row[f] ?? 0) * (rows[other * width + f] ?? 0);
  return sum / taps;
}

/** How both numbers are spread over photos that were not learned from; photos less familiar than `below` are nobody's. */
export function familiarityOf(signs: readonly Signs[], right: readonly boolean[], keepRight: number): Familiarity {
  const spread = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
    return { mean, deviation: Math.max(1e-6, Math.sqrt(square)) };
  };
  const both = {
    score: spread(signs.map(({ score }) => score)),
    likeness: spread(signs.map(({ likeness }) => likeness)),
  };
  const sure = signs
    .filter((_, photo) => right[photo] === true)
    .map((own) => familiarity(own, both))
    .sort((a, b) => a - b);
  // The small addition undoes rounding: 0.1 of 100 is ten, not nine and something.
  const spared = Math.floor((1 - keepRight) * sure.length + 1e-9);
  return { ...both, below: sure[Math.min(spared, sure.length - 1)] ?? 0 };
}

/** Both numbers in standard deviations from what is usual, added up; 0 is as familiar as photos of known ones are. */
export const familiarity = ({ score, likeness }: Signs, usual: Pick<Familiarity, 'score' | 'likeness'>): number =>
  (score - usual.score.mean) / usual.score.deviation + (likeness - usual.likeness.mean) / usual.likeness.deviation;
