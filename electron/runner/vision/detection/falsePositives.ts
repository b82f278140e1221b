import { iou } from './box.ts';
import { matchVoc, type Matched } from './matchVoc.ts';
import type { JudgedPhoto } from './truth.ts';

/**
 * Why a detection is wrong: the right class in the wrong place, or a second time; a class that looks alike; another
 * class; nothing that anyone labelled.
 */
export type FalsePositiveKind = 'localization' | 'similar' | 'other' | 'background';

/** From this overlap on a truth is what a detection meant. */
const meantFrom = 0.1;

export interface FalsePositiveRules {
  /** [C] the group of each class; classes of one group look alike. */
  readonly groupOf: readonly number[];
  /** From this overlap on a truth is found; 0.5 where not said. */
  readonly minIou?: number;
  /** Only this many of the surest detections, such as the number of truths; all where not said. */
  readonly most?: number;
}

/** The false positives of one class by kind, the surest first; how many there are is the length of each list. */
export type FalsePositives = Readonly<Record<FalsePositiveKind, readonly Matched[]>>;

/**
 * Sorts the false positives of a class by their cause; where several fit, the first of localization, similar, other.
 * Difficult truths count as things that were meant.
 *
 * @see Hoiem et al., "Diagnosing error in object detectors", 2012, section 2.1
 */
export function falsePositives(
  photos: readonly JudgedPhoto[],
  classIndex: number,
  { groupOf, minIou = 0.5, most = Infinity }: FalsePositiveRules,
): FalsePositives {
  const { ranked } = matchVoc(photos, classIndex, minIou);
  const wrong = ranked.slice(0, most).filter(({ outcome }) => outcome === 'miss' || outcome === 'duplicate');
  const kinds = wrong.map((matched) => ({ matched, kind: kindOf(matched) }));
  const ofKind = (wanted: FalsePositiveKind): Matched[] =>
    kinds.filter(({ kind }) => kind === wanted).map(({ matched }) => matched);
  return {
    localization: ofKind('localization'),
    similar: ofKind('similar'),
    other: ofKind('other'),
    background: ofKind('background'),
  };

  function kindOf({ photo, detection }: Matched): FalsePositiveKind {
    const { truths = [], detections = [] } = photos[photo] ?? {};
    const box = detections[detection]?.box;
    const meant = truths.filter((truth) => box && iou(box, truth.box) >= meantFrom).map((truth) => truth.classIndex);
    if (meant.includes(classIndex)) return 'localization';
    if (meant.some((other) => groupOf[other] === groupOf[classIndex])) return 'similar';
    return meant.length > 0 ? 'other' : 'background';
  }
}
