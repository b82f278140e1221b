import { largestIn } from '../evidence/index.ts';
import type { AttackHooks } from './bounded.ts';
import { highestLevel, type Levels } from './levels.ts';
import type { AttackedNetwork } from './network.ts';

export interface DeepFoolAsked {
  /** The class that the picture is answered as. */
  readonly own: number;
  /** The class wanted; null: whichever is nearest. */
  readonly wanted: number | null;
  readonly steps: number;
}

export interface DeepFooled {
  /** Just behind the border; its levels are not whole. */
  readonly picture: Levels;
  readonly steps: number;
  readonly fooled: boolean;
}

/** Classes whose borders are looked at: those with the highest scores, as many as in the paper. */
const rivals = 9;
/** By how much the border is stepped over, of the way to it. */
const overshoot = 0.02;
/** Levels that a step goes at least: what comes ever nearer to a border from one side must cross it some time. */
const leastStep = 1e-3;

/**
 * The nearest picture on the other side of a border between two classes, as if the network were linear where it stands,
 * again and again until it is there.
 *
 *     x ← x + |f| / |w|² · w   for the border with the least |f| / |w|,   f = z[k] − z[own],   w its derivative
 *
 * A class that is wanted has one border only, to all others together: f is its log-odds, 0 where its probability is a half.
 *
 * Law: of a linear network the way is the distance to the nearest border, and one step is enough.
 *
 * @throws model/*, lab/no-gradient, lab/unfit, engine/stopped
 * @see Moosavi-Dezfooli, Fawzi and Frossard, "DeepFool: a simple and accurate method to fool deep neural networks",
 *      CVPR 2016, algorithm 2
 */
export async function deepFool(
  network: AttackedNetwork,
  picture: Levels,
  { own, wanted, steps }: DeepFoolAsked,
  { turn, stop, onStep }: AttackHooks & { readonly onStep?: (step: number, current: Levels) => void },
): Promise<DeepFooled> {
  const current = Float32Array.from(picture);
  const way = new Float64Array(picture.length);
  let borders: Float32Array[] | null = null;
  for (let step = 0; ; step += 1) {
    onStep?.(step, current);
    stop.throwIfAborted();
    const [toAll] = await turn(() => network.odds([current], [wanted ?? own]));
    if (!toAll) throw new Error('A picture was given no answer.');
    const answered = largestIn(toAll.scores);
    const fooled = wanted === null ? answered !== own : answered === wanted;
    if (fooled || step >= steps) return { picture: current, steps: step, fooled };
    if (wanted === null) {
      borders ??= nearest(toAll.scores, own);
      extend(way, await bordersAt(network, current, borders, { turn, stop }));
    } else extend(way, [{ f: toAll.odds, slope: toAll.slope }]);
    for (let at = 0; at < current.length; at += 1) {
      const wished = (picture[at] ?? 0) + (1 + overshoot) * (way[at] ?? 0);
      current[at] = Math.min(highestLevel, Math.max(0, wished));
    }
  }
}

/** Where it is 0 there is a border. */
interface Border {
  readonly f: number;
  readonly slope: Float32Array;
}

/** The borders to other classes: weighted sums of scores. */
async function bordersAt(
  network: AttackedNetwork,
  current: Levels,
  borders: readonly Float32Array[],
  { turn, stop }: AttackHooks,
): Promise<Border[]> {
  const found: Border[] = [];
  for (let from = 0; from < borders.length; from += network.batch) {
    stop.throwIfAborted();
    const some = borders.slice(from, from + network.batch);
    const slopes = await turn(() => network.slopes(current, some));
    found.push(...slopes.map(({ scores, slope }, at) => ({ f: dot(scores, some[at] ?? scores), slope })));
  }
  return found;
}

/** z[k] − z[own] for the classes with the highest scores, as weights of the scores. */
function nearest(scores: Float32Array, own: number): Float32Array[] {
  const others = Array.from(scores.keys()).filter((index) => index !== own);
  const first = others.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, rivals);
  return first.map((index) => Float32Array.from(scores, (_, k) => Number(k === index) - Number(k === own)));
}

/** Adds the way to the nearest border. */
function extend(way: Float64Array, borders: readonly Border[]): void {
  let least: { distance: number; factor: number; slope: Float32Array } = {
    ...{ distance: Infinity, factor: 0 },
    slope: new Float32Array(0),
  };
  for (const { f, slope } of borders) {
    const square = dot(slope, slope);
    const norm = Math.sqrt(square);
    const distance = Math.abs(f) / norm + leastStep;
    if (square > 0 && distance < least.distance) least = { distance, factor: distance / norm, slope };
  }
  for (const [at, value] of least.slope.entries()) way[at] = (way[at] ?? 0) + least.factor * value;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
