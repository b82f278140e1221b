import type { Graph } from '../../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../../contract/index.ts';
import { openDense, stridesOf, type DenseClassifier, type Picture } from '../../dense/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { bilinear, type Grid } from '../../vision/index.ts';
import { keepsAll, scoresOf, spread, type PixelScores } from './maps.ts';

// A classifier of whole photos asked about every place: what would it say of the patch around it?

/** What one tile may take in memory. */
const budgetBytes = 5e8;
/** Up to so many classes every one's probability is followed from place to place; else the best class is. */
const fewClasses = 64;

export interface ClassifierRequest {
  readonly model: ModelFile;
  readonly patch: Graph;
  readonly width: number;
  readonly height: number;
  readonly stepPx: number;
  readonly device: DeviceId;
  readonly threads?: number;
  /** Classes whose probabilities are wanted. */
  readonly asked: readonly number[];
}

/** A classifier ready for every pixel of pictures of one size. */
export interface PixelClassifier {
  readonly stepPx: number;
  scores(picture: Picture, turn: Turn, onTile: (done: number, tiles: number) => void): Promise<PixelScores>;
  close(): Promise<void>;
}

/** @throws model/unsupported  it has no dense form */
export async function openPixelClassifier(request: ClassifierRequest): Promise<PixelClassifier> {
  const { model, patch, width, height, stepPx, device, threads, asked } = request;
  const classes = model.card.classNames.length;
  const isFew = classes > 0 && classes <= fewClasses && keepsAll(classes, width * height);
  const followed = isFew ? Array.from({ length: classes }, (_, index) => index) : asked;
  const dense = await openDense(model, patch, {
    ...{ width, height, stepPx, budgetBytes, device, ...(threads === undefined ? {} : { threads }) },
    scores: { kind: model.card.outputKind, classes: followed },
  });
  return {
    stepPx,
    scores: (picture, turn, onTile) => scores(dense, picture, { followed, asked, isFew, turn, onTile }),
    close: () => dense.close(),
  };
}

interface Work {
  readonly followed: readonly number[];
  readonly asked: readonly number[];
  readonly isFew: boolean;
  readonly turn: Turn;
  readonly onTile: (done: number, tiles: number) => void;
}

async function scores(dense: DenseClassifier, picture: Picture, work: Work): Promise<PixelScores> {
  const { width, height } = picture;
  const places = await dense.evaluate(picture, work.turn, work.onTile);
  const { rows, columns, stepPx, center } = places;
  const grid: Grid = { rows, columns, stepX: stepPx, stepY: stepPx, firstX: center.x, firstY: center.y };
  if (!work.isFew) {
    const maps = new Map(work.asked.map((index, at) => [index, places.maps[at] ?? new Float32Array(0)] as const));
    return spread({ ...places, maps }, grid, width, height);
  }
  const all = new Float32Array(work.followed.length * width * height);
  for (const [at, map] of places.maps.entries()) all.set(bilinear(map, grid, width, height), at * width * height);
  return scoresOf(all, { width, height, stepPx }, work.asked);
}

/** The step that a person would wait for: at most so many places, or the network's own strides. */
export function suitableStep(patch: Graph, width: number, height: number, wished: number | null): number {
  const strides = stridesOf(patch);
  const steps = Array.from({ length: Math.log2(strides) + 1 }, (_, power) => 2 ** power).filter(
    (step) => strides % step === 0,
  );
  const most = 40_000;
  const least = wished ?? steps.find((step) => (width / step) * (height / step) <= most) ?? strides;
  return steps.findLast((step) => step <= least) ?? 1;
}
