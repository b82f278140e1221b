import type { DetectionReport } from '../../../contract/index.ts';
import type { Box } from './box.ts';
import { byScore } from './byScore.ts';
import { evaluateCoco } from './evaluateCoco.ts';
import { evaluateVoc, type VocClass } from './evaluateVoc.ts';
import { falsePositives, type FalsePositives } from './falsePositives.ts';
import { matchVoc, nearestTo } from './matchVoc.ts';
import type { PrecisionRecall } from './precisionRecall.ts';
import type { JudgedPhoto, TruthBox } from './truth.ts';

/** A photo, what a person drew in it and what was found. */
export interface ReportedPhoto {
  readonly path: string;
  /** Its number in the library; null where it has none. */
  readonly photo: number | null;
  readonly truth: readonly { readonly classIndex: number; readonly box: Box; readonly difficult: boolean }[];
  readonly found: readonly { readonly classIndex: number; readonly box: Box; readonly score: number }[];
}

type Worst = DetectionReport['worst'][number];

const kinds = ['localization', 'similar', 'other', 'background'] as const;
const mostPoints = 200;
const mostWorst = 200;

/**
 * How well things were found: average precision by VOC's rules at IoU 0.5 and by COCO's, and what the mistakes are. Classes
 * are similar whose names share what stands before the last "/", as "animal/cat" and "animal/dog".
 *
 * @param name        of the detector
 * @param classNames  [C]; class indices are below C
 * @param problems    photos that could not be judged, and why
 * @see               Hoiem et al., "Diagnosing error in object detectors", 2012, section 2.1, for the kinds of mistakes
 */
export function detectionReport(
  name: string,
  photos: readonly ReportedPhoto[],
  classNames: readonly string[],
  problems: DetectionReport['problems'] = [],
): DetectionReport {
  const judged = photos.map(judgedOf);
  const voc = evaluateVoc(judged, classNames.length);
  const coco = evaluateCoco(judged, classNames.length);
  const groupOf = groupsOf(classNames);
  const wrong = voc.classes.map(({ positives: most }, at) => falsePositives(judged, at, { groupOf, most }));
  const count = (kind: (typeof kinds)[number]): number => wrong.reduce((sum, own) => sum + own[kind].length, 0);
  return {
    ...{ detector: name, photos: photos.length },
    meanAp50: known(voc.meanAveragePrecision),
    meanAp50ElevenPoint: known(voc.meanElevenPointPrecision),
    meanAp: known(coco.ap),
    classes: voc.classes.map((own, at) => ({
      ...classRow(classNames[at] ?? '', own),
      ap: known(coco.classes[at]?.ap ?? NaN),
    })),
    mistakes: {
      ...{ localization: count('localization'), similar: count('similar') },
      ...{ other: count('other'), background: count('background') },
    },
    worst: worstOf(
      wrong.flatMap((own, at) => believed(photos, own, classNames[at] ?? '')),
      missed(photos, judged, classNames),
    ),
    problems,
  };
}

/** [C] the first class of those that are similar; a class whose name has no part before a "/" is similar to none. */
function groupsOf(classNames: readonly string[]): number[] {
  const firstOf = new Map<string, number>();
  return classNames.map((name, own) => {
    const broader = name.slice(0, Math.max(0, name.lastIndexOf('/'))).trim();
    if (broader === '') return own;
    if (!firstOf.has(broader)) firstOf.set(broader, own);
    return firstOf.get(broader) ?? own;
  });
}

/** A difficult box is to COCO what a crowd is: whatever is found in it counts neither way. */
const judgedOf = ({ truth, found }: ReportedPhoto): JudgedPhoto => ({
  truths: truth.map((one) => ({ ...one, crowd: one.difficult })),
  detections: found,
});

/** null: there is nothing to count. */
const known = (share: number): number | null => (Number.isNaN(share) ? null : Math.min(1, Math.max(0, share)));

const classRow = (className: string, { averagePrecision, elevenPointPrecision, positives, curve }: VocClass) => ({
  ...{ className, boxes: positives },
  ap50: known(averagePrecision),
  ap50ElevenPoint: known(elevenPointPrecision),
  curve: positives === 0 ? { recall: [], precision: [] } : thinned(curve),
});

/** Points at even distances in rank, both ends among them. */
function thinned({ recall, precision }: PrecisionRecall): { recall: number[]; precision: number[] } {
  const points = Math.min(mostPoints, recall.length);
  const ranks = Array.from({ length: points }, (_, at) =>
    points === 1 ? 0 : Math.round((at * (recall.length - 1)) / (points - 1)),
  );
  return {
    recall: ranks.map((rank) => recall[rank] ?? 0),
    precision: ranks.map((rank) => precision[rank] ?? 0),
  };
}

/** The false positives of a class. */
function believed(photos: readonly ReportedPhoto[], wrong: FalsePositives, className: string): Worst[] {
  return kinds.flatMap((kind) =>
    wrong[kind].flatMap(({ photo: place, detection, score }) => {
      const { path = '', photo = null, found = [] } = photos[place] ?? {};
      const box = found[detection]?.box;
      return box ? [{ path, photo, className, box, score, kind }] : [];
    }),
  );
}

/** Boxes that no detection claimed; difficult ones need not be found. */
function missed(photos: readonly ReportedPhoto[], judged: readonly JudgedPhoto[], classNames: readonly string[]) {
  return classNames.flatMap((className, classIndex): Worst[] => {
    const claimed = claimedTruths(judged, classIndex);
    return judged.flatMap(({ truths }, place) => {
      const { path = '', photo = null } = photos[place] ?? {};
      return truths
        .filter((truth) => truth.classIndex === classIndex && !truth.difficult && !claimed.has(truth))
        .map(({ box }) => ({ path, photo, className, box, score: 0, kind: 'missed' as const }));
    });
  });
}

function claimedTruths(judged: readonly JudgedPhoto[], classIndex: number): ReadonlySet<TruthBox> {
  const claimed = new Set<TruthBox>();
  for (const { photo, detection, outcome } of matchVoc(judged, classIndex).ranked) {
    const { truths = [], detections = [] } = judged[photo] ?? {};
    const found = detections[detection];
    const own = truths.filter((truth) => truth.classIndex === classIndex);
    const truth = outcome === 'hit' && found ? nearestTo(found, own) : undefined;
    if (truth) claimed.add(truth);
  }
  return claimed;
}

/** The surest first; where there are too many, what was missed keeps half of the places. */
function worstOf(wrong: readonly Worst[], unfound: readonly Worst[]): Worst[] {
  const kept = Math.max(mostWorst - unfound.length, mostWorst / 2);
  const surest = byScore(wrong).slice(0, kept);
  return [...surest, ...unfound.slice(0, mostWorst - surest.length)];
}
