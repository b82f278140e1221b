import type { StrangerReport } from '../../../contract/index.ts';
import type { HeadFeatures } from '../../training/index.ts';
import { coverageCurve, derived, likeliest, rocArea, shuffled } from '../../vision/index.ts';
import { familiarity, familiarityOf, signsOf, type Signs } from './certainty.ts';
import { learned, scoresBy } from './compare.ts';
import type { Work } from './work.ts';

/** Photographers that are left out at a time, where as many are left to tell apart. */
const mostLeftOut = 3;
const draws = 10;

/** How familiar photos are, of known photographers and of strangers. */
interface Drawn {
  readonly known: number[];
  readonly right: number[];
  readonly strange: number[];
}

/**
 * How well strangers are noticed: photographers are drawn, machines learn the others, and the photos of those drawn are
 * judged beside the others' held-out ones.
 *
 * @param taps  of the features
 * @returns     null where too few photographers are there to leave one out
 */
export async function strangers(
  work: Work,
  features: HeadFeatures,
  taps: number,
  c: number,
): Promise<StrangerReport | null> {
  const { classes, input, scope } = work;
  const leftOut = Math.min(mostLeftOut, classes - 2);
  if (leftOut < 1) return null;
  const all: Drawn = { known: [], right: [], strange: [] };
  const areas: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    scope.progress({ phase: 'strangers', done: draw, total: draws });
    const order = shuffled(classes, derived(input.settings.seed, 'strangers', draw));
    const own = await oneDraw(work, { features, taps, c }, new Set(order.subarray(0, leftOut)));
    areas.push(rocArea(own.known, own.strange));
    all.known.push(...own.known);
    all.right.push(...own.right);
    all.strange.push(...own.strange);
  }
  scope.progress({ phase: 'strangers', done: draws, total: draws });
  const area = areas.reduce((sum, one) => sum + one, 0) / areas.length;
  return { area, leftOut, draws, curve: coverageCurve(all.known, all.right, all.strange) };
}

interface How {
  readonly features: HeadFeatures;
  readonly taps: number;
  readonly c: number;
}

async function oneDraw(work: Work, { features, taps, c }: How, away: ReadonlySet<number>): Promise<Drawn> {
  const photos = Array.from(work.classOf.keys());
  const isAway = (photo: number): boolean => away.has(work.classOf[photo] ?? 0);
  const [known, strange] = [photos.filter((photo) => !isAway(photo)), photos.filter(isAway)];
  const left = Array.from({ length: work.classes }, (_, own) => own).filter((own) => !away.has(own));
  const facts = {
    classOf: Int32Array.from(known, (photo) => left.indexOf(work.classOf[photo] ?? 0)),
    groups: Int32Array.from(known, (photo) => work.groups[photo] ?? 0),
    classes: left.length,
  };
  const knownFeatures = someOf(features, known);
  const choice = await learned(knownFeatures, facts, work, c);
  const reference = { features: knownFeatures, ...facts };
  const ours = signsOf({ scores: choice.scores, features: knownFeatures, taps }, reference, facts.groups);
  const right = known.map((_, at) => likeliest(choice.scores, at, left.length) === facts.classOf[at]);
  const usual = familiarityOf(ours, right, 1);
  const strangeFeatures = someOf(features, strange);
  const scores = scoresBy(choice.head, strangeFeatures);
  const theirs = signsOf({ scores, features: strangeFeatures, taps }, reference, null);
  const familiar = (signs: readonly Signs[]): number[] => signs.map((own) => familiarity(own, usual));
  return { known: familiar(ours), right: right.map(Number), strange: familiar(theirs) };
}

function someOf({ features, width, value }: HeadFeatures, photos: readonly number[]): HeadFeatures {
  const rows = new Float32Array(photos.length * width);
  for (const [row, photo] of photos.entries())
    rows.set(features.subarray(photo * width, (photo + 1) * width), row * width);
  return { value, features: rows, width };
}
