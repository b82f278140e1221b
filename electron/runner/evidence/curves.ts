import type { ModelCard } from '../../contract/index.ts';
import { shuffled } from '../vision/index.ts';
import { fillOf } from './fill.ts';
import type { EvidenceHooks } from './hooks.ts';
import { cellBox, covered, type Grid } from './picture.ts';
import { resampled } from './resample.ts';

/** What is left of an answer while a photo is hidden, or shown, place by place. */
export interface CheckCurves {
  /** Share of the places, 0 to 1. */
  readonly shares: readonly number[];
  /** Hidden under grey, the strongest of the map first; and by drawn maps, the mean of several. */
  readonly deletion: readonly number[];
  readonly randomDeletion: readonly number[];
  /** Shown instead of a blurred photo, in the same orders. */
  readonly insertion: readonly number[];
  readonly randomInsertion: readonly number[];
}

export interface CheckOptions {
  readonly map: ArrayLike<number>;
  readonly grid: Grid;
  /** Drawn maps: the same numbers at drawn places, so that they hide in pieces of the same size. */
  readonly draws: number;
  readonly rng: () => number;
}

/** Answers to pictures, [batch] of them side by side: [count]. */
export interface Judge {
  readonly card: ModelCard;
  readonly batch: number;
  answers(pictures: Float32Array, count: number): Promise<Float64Array>;
}

/** Places that are hidden or shown, the same for maps of all kinds so that they can be compared. */
const places: Grid = { rows: 14, columns: 14 };
const steps = 14;

/**
 * Whether a map is to be believed: without the places that it marks an answer must fall sooner than without drawn ones,
 * and with them alone it must be there sooner.
 *
 * @see Petsiuk, Das and Saenko, "RISE", BMVC 2018, section 4.2: causal metrics
 */
export async function checkCurves(
  judge: Judge,
  picture: Float32Array,
  { map, grid, draws, rng }: CheckOptions,
  hooks: EvidenceHooks,
): Promise<CheckCurves> {
  const own = strongestFirst(map, grid);
  const drawn = Array.from({ length: draws }, () =>
    strongestFirst(
      Array.from(shuffled(map.length, rng), (at) => map[at] ?? 0),
      grid,
    ),
  );
  const { preprocessing } = judge.card;
  const grey = fillOf('grey', picture, preprocessing);
  const blur = fillOf('blur', picture, preprocessing);
  const ways = [own, ...drawn].flatMap((order) => [
    { order, from: picture, by: grey },
    { order, from: blur, by: picture },
  ]);
  const curves = await answersAlong(judge, ways, hooks);
  const mean = (kind: number): number[] =>
    Array.from({ length: steps + 1 }, (_, step) => {
      const own = curves.slice(2).filter((_, at) => at % 2 === kind);
      return own.reduce((sum, curve) => sum + (curve[step] ?? 0), 0) / Math.max(1, own.length);
    });
  return {
    shares: Array.from({ length: steps + 1 }, (_, step) => step / steps),
    ...{ deletion: curves[0] ?? [], insertion: curves[1] ?? [] },
    ...{ randomDeletion: mean(0), randomInsertion: mean(1) },
  };
}

/** The area under a curve whose points lie evenly from 0 to 1, by trapezoids. */
export function areaUnder(curve: readonly number[]): number {
  const ends = ((curve[0] ?? 0) + (curve.at(-1) ?? 0)) / 2;
  return (curve.slice(1, -1).reduce((sum, value) => sum + value, 0) + ends) / Math.max(1, curve.length - 1);
}

/** The places, those where a map is largest first. */
function strongestFirst(map: ArrayLike<number>, grid: Grid): number[] {
  const strength = resampled(map, grid, places);
  return Array.from(strength.keys()).sort((a, b) => (strength[b] ?? 0) - (strength[a] ?? 0));
}

interface Way {
  /** Of the places. */
  readonly order: readonly number[];
  readonly from: Float32Array;
  /** What takes its place. */
  readonly by: Float32Array;
}

/** [ways][steps + 1] answers, in runs that are full. */
async function answersAlong(judge: Judge, ways: readonly Way[], { turn, stop, onProgress }: EvidenceHooks) {
  const size = judge.card.preprocessing;
  const length = ways[0]?.from.length ?? 0;
  const room = new Float32Array(judge.batch * length);
  const answers: number[] = [];
  const total = ways.length * (steps + 1);
  while (answers.length < total) {
    stop.throwIfAborted();
    const count = Math.min(judge.batch, total - answers.length);
    for (let slot = 0; slot < count; slot += 1) {
      const at = answers.length + slot;
      const way = ways[Math.floor(at / (steps + 1))];
      if (!way) continue;
      const own = room.subarray(slot * length, (slot + 1) * length);
      own.set(way.from);
      const done = Math.round(((at % (steps + 1)) / steps) * way.order.length);
      for (const cell of way.order.slice(0, done)) covered(own, way.by, size, cellBox(size, places, cell));
    }
    answers.push(...(await turn(() => judge.answers(room, count))));
    onProgress?.(answers.length, total);
  }
  return ways.map((_, way) => answers.slice(way * (steps + 1), (way + 1) * (steps + 1)));
}
