import { iou, type Box, type Detection } from './box.ts';
import { byScore } from './byScore.ts';

/** How the score of a box falls by its overlap with a surer one. */
export type Decay =
  /** score · (1 − IoU) where IoU exceeds `maxIou`, else unchanged. */
  | { readonly rule: 'linear'; readonly maxIou: number }
  /** score · exp(−IoU² / sigma); `sigma` above 0, 0.5 in the paper. */
  | { readonly rule: 'gaussian'; readonly sigma: number };

/** A detection of one class, its score still falling. */
interface Falling<D extends Detection> {
  readonly detection: D;
  score: number;
  taken: boolean;
}

/**
 * Soft non-maximum suppression, class by class: the surest box is taken, the scores of the others fall by how much they
 * overlap it, and so on with what is left.
 *
 * @param detections  scores of 0 or more
 * @param minScore    boxes whose score is or falls below this go
 * @returns           detections with their fallen scores, the surest first; of equal scores the one ranked earlier before
 * @see               Bodla et al., "Soft-NMS: improving object detection with one line of code", 2017, section 3
 */
export function suppressSoftly<D extends Detection>(detections: readonly D[], decay: Decay, minScore: number): D[] {
  const falling = byScore(detections)
    .filter(({ score }) => score >= minScore)
    .map((detection): Falling<D> => ({ detection, score: detection.score, taken: false }));
  for (const own of Map.groupBy(falling, ({ detection }) => detection.classIndex).values()) {
    lowerScores(own, decay, minScore);
  }
  return byScore(falling.filter(({ taken }) => taken)).map(({ detection, score }) => ({ ...detection, score }));
}

function lowerScores<D extends Detection>(ranked: readonly Falling<D>[], decay: Decay, minScore: number): void {
  const near = boxesNear(ranked);
  const waiting = [...ranked];
  for (let best = surestOf(waiting, minScore); best; best = surestOf(waiting, minScore)) {
    best.taken = true;
    const { box } = best.detection;
    for (const one of near(box)) if (!one.taken) one.score *= factor(iou(box, one.detection.box), decay);
  }
}

/** The first of the surest. Strikes from the list, whose order it keeps, what was taken or fell too low. */
function surestOf<D extends Detection>(waiting: Falling<D>[], minScore: number): Falling<D> | undefined {
  let best: Falling<D> | undefined;
  let count = 0;
  for (const one of waiting) {
    if (one.taken || one.score < minScore) continue;
    if (!best || one.score > best.score) best = one;
    waiting[count] = one;
    count += 1;
  }
  waiting.length = count;
  return best;
}

/** A search for all boxes that begin left of a box's end, and not so far left that even the widest ends before it. */
function boxesNear<D extends Detection>(boxes: readonly Falling<D>[]): (box: Box) => readonly Falling<D>[] {
  const byLeft = boxes.toSorted((a, b) => a.detection.box.x0 - b.detection.box.x0);
  const lefts = Float64Array.from(byLeft, ({ detection }) => detection.box.x0);
  const widest = boxes.reduce((most, { detection: { box } }) => Math.max(most, box.x1 - box.x0), 0);
  return ({ x0, x1 }) => byLeft.slice(placeOf(lefts, x0 - widest), placeOf(lefts, x1));
}

/** How many of the rising numbers are below `value`. */
function placeOf(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function factor(overlap: number, decay: Decay): number {
  if (overlap === 0) return 1;
  if (decay.rule === 'linear') return overlap > decay.maxIou ? 1 - overlap : 1;
  return Math.exp(-(overlap * overlap) / decay.sigma);
}
