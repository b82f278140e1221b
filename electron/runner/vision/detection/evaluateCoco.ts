import { matchCoco, mostDetections, photoOfClass, type AreaRange, type CocoMatches } from './matchCoco.ts';
import { envelope, precisionRecall } from './precisionRecall.ts';
import { meanOfKnown, type JudgedPhoto } from './truth.ts';

/** IoU .50, .55, …, .95, rounded as numpy rounds them in the tools of COCO: an overlap may fall between two roundings. */
const thresholds = Array.from({ length: 10 }, (_, k) => (k === 9 ? 0.95 : 0.5 + k * ((0.95 - 0.5) / 9)));

/** Recall 0, .01, …, 1, likewise. */
const recallLevels = Array.from({ length: 101 }, (_, k) => k * 0.01);

const areas = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
} as const satisfies Record<string, AreaRange>;

/** The twelve numbers of COCO, 0 to 1, each a mean over classes; NaN where no truth is of the kind. */
export interface CocoReport {
  /** Average precision, the mean over the ten thresholds. */
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
  /** Recall with 1 detection per photo and class, the mean over the ten thresholds. */
  readonly ar1: number;
  readonly ar10: number;
  readonly ar100: number;
  readonly arSmall: number;
  readonly arMedium: number;
  readonly arLarge: number;
  /** [C] average precision of each class. */
  readonly classes: readonly CocoClass[];
}

export interface CocoClass {
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  /** Truths that count, of any area. */
  readonly positives: number;
}

/**
 * Judges detections by the rules of the COCO challenge. A truth that is `difficult` counts like any other.
 *
 * @see Lin et al., "Microsoft COCO", 2014, and `COCOeval` of its tools, which these numbers equal
 */
export function evaluateCoco(photos: readonly JudgedPhoto[], classCount: number): CocoReport {
  const classes = Array.from({ length: classCount }, (_, classIndex) => judgeClass(photos, classIndex));
  const mean = (of: (one: ClassScores) => number): number => meanOfKnown(classes.map(of));
  return {
    ap: mean(({ all }) => meanOf(all.precisions)),
    ap50: mean(({ all }) => all.precisions[0] ?? NaN),
    ap75: mean(({ all }) => all.precisions[5] ?? NaN),
    apSmall: mean(({ small }) => meanOf(small.precisions)),
    apMedium: mean(({ medium }) => meanOf(medium.precisions)),
    apLarge: mean(({ large }) => meanOf(large.precisions)),
    ar1: mean(({ first }) => meanOf(first.recalls)),
    ar10: mean(({ firstTen }) => meanOf(firstTen.recalls)),
    ar100: mean(({ all }) => meanOf(all.recalls)),
    arSmall: mean(({ small }) => meanOf(small.recalls)),
    arMedium: mean(({ medium }) => meanOf(medium.recalls)),
    arLarge: mean(({ large }) => meanOf(large.recalls)),
    classes: classes.map(({ all: { precisions, positives } }) => ({
      ap: meanOf(precisions),
      ap50: precisions[0] ?? NaN,
      ap75: precisions[5] ?? NaN,
      positives,
    })),
  };
}

/** [T] each, NaN where there are no truths. */
interface Scores {
  readonly precisions: readonly number[];
  readonly recalls: readonly number[];
  readonly positives: number;
}

type ClassScores = Record<'all' | 'small' | 'medium' | 'large' | 'first' | 'firstTen', Scores>;

function judgeClass(photos: readonly JudgedPhoto[], classIndex: number): ClassScores {
  const found = photos.map((photo) => photoOfClass(photo, classIndex));
  const matches = (range: AreaRange): CocoMatches[] => found.map((one) => matchCoco(one, range, thresholds));
  const all = matches(areas.all);
  return {
    all: scoresOf(all, mostDetections),
    small: scoresOf(matches(areas.small), mostDetections),
    medium: scoresOf(matches(areas.medium), mostDetections),
    large: scoresOf(matches(areas.large), mostDetections),
    first: scoresOf(all, 1),
    firstTen: scoresOf(all, 10),
  };
}

/** Ranks the detections of all photos together, of each photo the surest `detectionsPerPhoto`. */
function scoresOf(matches: readonly CocoMatches[], detectionsPerPhoto: number): Scores {
  const positives = matches.reduce((sum, one) => sum + one.positives, 0);
  const ranked = matches
    .flatMap(({ scores, outcomes }) =>
      scores.slice(0, detectionsPerPhoto).map((score, d) => ({ score, outcomes: outcomes.map((row) => row[d]) })),
    )
    .sort((a, b) => b.score - a.score);
  const curves = thresholds.map((_, t) => {
    const counted = ranked.filter(({ outcomes }) => outcomes[t] !== 'ignored');
    const hits = counted.map(({ outcomes }) => Number(outcomes[t] === 'hit'));
    return precisionRecall(
      Float64Array.from(counted, ({ score }) => score),
      hits,
      positives,
    );
  });
  return {
    precisions: curves.map(({ precision, recall }) => (positives === 0 ? NaN : meanPrecision(precision, recall))),
    recalls: curves.map(({ recall }) => (positives === 0 ? NaN : (recall.at(-1) ?? 0))),
    positives,
  };
}

/** The mean of the envelope at the 101 recall levels; 0 beyond the last recall reached. */
function meanPrecision(precision: Float64Array, recall: Float64Array): number {
  const best = envelope(precision);
  let [rank, sum] = [0, 0];
  for (const level of recallLevels) {
    while (rank < recall.length && (recall[rank] ?? 0) < level) rank += 1;
    sum += best[rank] ?? 0;
  }
  return sum / recallLevels.length;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
