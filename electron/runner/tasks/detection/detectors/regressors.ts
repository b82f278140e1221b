import {
  boxTargets,
  centeredRows,
  fitBoxRegression,
  iou,
  type Box,
  type BoxRegression,
} from '../../../vision/index.ts';
import type { Products } from '../../../training/index.ts';
import { rowOf } from './scores.ts';
import { regionAt, type SurveyedPhoto } from './survey.ts';

/** A proposal that overlaps a drawn box by less says nothing of where it is. */
const leastOverlap = 0.6;
/** With rows of length 1; the paper's 1000 is for rows of the length that the network gives. */
const penalty = 1;
/** Of a class, spread evenly over all photos: more change little and take long. */
const mostRows = 900;

/** Largest step of a side's logarithm: a regression learned from near boxes knows nothing of larger ones. */
export const mostGrowth = Math.log(2.5);

/** For each class how to get from a proposal to the thing; null where there is nothing to learn from. */
export type Regressors = readonly (BoxRegression | null)[];

export interface RegressorWishes {
  readonly classes: number;
  /** F */
  readonly width: number;
  readonly products: Products;
  readonly stop?: AbortSignal;
}

/** @see Girshick et al., "Rich feature hierarchies", 2014, appendix C */
export async function learnRegressors(
  photos: readonly SurveyedPhoto[],
  { classes, width, products, stop }: RegressorWishes,
): Promise<Regressors> {
  const regressors: (BoxRegression | null)[] = [];
  for (let own = 0; own < classes; own++) {
    stop?.throwIfAborted();
    const near = spread(photos.flatMap((photo) => nearTruth(photo, own)));
    regressors.push(near.length === 0 ? null : await fitted(near, width, products));
  }
  return regressors;
}

/** A proposal and the drawn box that it is meant for. */
interface Pair {
  readonly photo: SurveyedPhoto;
  readonly region: number;
  readonly proposal: Box;
  readonly truth: Box;
}

/** Proposals that no box fits better than one of the class. */
function nearTruth(photo: SurveyedPhoto, own: number): Pair[] {
  const overlaps = photo.overlaps(own);
  if (!overlaps) return [];
  return [...overlaps.keys()].flatMap((region) => {
    if ((overlaps[region] ?? 0) < leastOverlap) return [];
    const proposal = regionAt(photo.boxes, region);
    const best = photo.truth.reduce((most, one) => (iou(one.box, proposal) > iou(most.box, proposal) ? one : most));
    return best.classIndex === own ? [{ photo, region, proposal, truth: best.box }] : [];
  });
}

function spread(pairs: readonly Pair[]): readonly Pair[] {
  const count = Math.min(mostRows, pairs.length);
  return Array.from({ length: count }, (_, at) => pairs[Math.floor((at * pairs.length) / count)]).filter(
    (pair) => pair !== undefined,
  );
}

async function fitted(pairs: readonly Pair[], width: number, products: Products): Promise<BoxRegression> {
  const features = new Float32Array(pairs.length * width);
  const targets = new Float32Array(pairs.length * 4);
  const last = { photo: null as SurveyedPhoto | null, rows: new Float32Array(0) };
  for (const [at, { photo, region, proposal, truth }] of pairs.entries()) {
    if (last.photo !== photo) Object.assign(last, { photo, rows: (await photo.read()).rows });
    features.set(rowOf(last, region, width), at * width);
    const { dx, dy, logWidth, logHeight } = boxTargets(proposal, truth);
    targets.set([dx, dy, logWidth, logHeight], 4 * at);
  }
  const centered = centeredRows(features, width);
  const gram = await products.inner(centered, centered, width);
  return fitBoxRegression({ features, targets, width }, penalty, gram);
}
