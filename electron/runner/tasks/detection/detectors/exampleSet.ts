import { derived } from '../../../vision/index.ts';
import type { DescribedRegions } from './cache.ts';
import { rowOf } from './scores.ts';
import { isBackground, type SurveyedPhoto } from './survey.ts';

/** A proposal that overlaps a drawn box by as much is an example of it too. */
const leastOverlapOfThing = 0.7;
/** Of each photo at first; those that a machine takes for a thing are added. */
const firstOfPhoto = 10;

/** By class and photo the regions. */
export type Mined = Map<number, Map<string, Set<number>>>;

/** What the machine of one class learns from, each region once. */
export class ExampleSet {
  /** [count][F] */
  readonly rows: Float32Array[] = [];
  /** [count] */
  readonly keys: string[] = [];
  readonly isThing: boolean[] = [];
  things = 0;
  readonly #known = new Set<string>();

  get count(): number {
    return this.rows.length;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  add(key: string, row: Float32Array, isThing: boolean): void {
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.rows.push(row);
    this.keys.push(key);
    this.isThing.push(isThing);
    this.things += Number(isThing);
  }
}

/** Of a region; a class has it as a thing or as background. */
export const keyOf = (photo: SurveyedPhoto, region: number): string => `${photo.hash} ${region}`;

interface GatherWishes {
  /** K */
  readonly classes: number;
  /** F */
  readonly width: number;
  readonly seed: number;
  /** Background that was hard for machines of before. */
  readonly mined: Mined;
  readonly stop?: AbortSignal;
}

/** [K] drawn boxes and proposals that nearly cover one, a few drawn regions of background, and what was hard before. */
export async function gathered(photos: readonly SurveyedPhoto[], wishes: GatherWishes): Promise<ExampleSet[]> {
  const sets = Array.from({ length: wishes.classes }, () => new ExampleSet());
  for (const [index, photo] of photos.entries()) {
    wishes.stop?.throwIfAborted();
    const example = await photo.read();
    const rng = derived(wishes.seed, 'background', index);
    for (const [at, { classIndex, box }] of photo.truth.entries()) {
      const { x0, y0, x1, y1 } = box;
      const row = example.drawn[at];
      if (row) sets[classIndex]?.add(`${photo.hash} ${x0} ${y0} ${x1} ${y1}`, row, true);
    }
    for (const [own, set] of sets.entries()) {
      const take = (region: number, isThing: boolean): void =>
        set.add(keyOf(photo, region), keptRow(example, region, wishes.width), isThing);
      const overlaps = photo.overlaps(own);
      overlaps?.forEach((overlap, region) => {
        if (overlap >= leastOverlapOfThing) take(region, true);
      });
      const hard = wishes.mined.get(own)?.get(photo.hash) ?? [];
      const background = [...firstOf(photo, own, rng), ...hard].filter((region) => isBackground(photo, own, region));
      for (const region of background) take(region, false);
    }
  }
  return sets;
}

/** A row that may be kept: part of a photo's that do not stay would keep them all in memory. */
export function keptRow(
  example: Pick<DescribedRegions, 'rows' | 'stays'>,
  region: number,
  width: number,
): Float32Array {
  const row = rowOf(example, region, width);
  return example.stays ? row : row.slice();
}

/** Drawn with replacement; a region that comes twice is taken once. */
function firstOf(photo: SurveyedPhoto, own: number, rng: () => number): number[] {
  const background = Array.from({ length: photo.regions }, (_, region) => region).filter((region) =>
    isBackground(photo, own, region),
  );
  if (background.length === 0) return [];
  return Array.from({ length: firstOfPhoto }, () => background[Math.floor(rng() * background.length)] ?? 0);
}
