import { keptRow, keyOf, type ExampleSet, type Mined } from './exampleSet.ts';
import type { Looks } from './looks.ts';
import type { Machines } from './scores.ts';
import { isBackground, type SurveyedPhoto } from './survey.ts';

/** Of each photo and class in a round, the worst first. */
const addedOfPhoto = 200;
/** Beyond the margin a region no longer bears on a machine. */
const margin = -1;

export interface MineWishes {
  readonly sets: readonly ExampleSet[];
  /** The classes that are still mined for. */
  readonly open: ReadonlySet<number>;
  /** Is added to. */
  readonly mined: Mined;
  readonly looks: Looks;
  readonly stop?: AbortSignal;
}

/**
 * Adds to the sets the background that machines take for a thing.
 *
 * @returns [K] how many regions were added
 */
export async function mine(
  photos: readonly SurveyedPhoto[],
  machines: Machines,
  { sets, open, mined, looks, stop }: MineWishes,
): Promise<number[]> {
  const added = sets.map(() => 0);
  const [classes, width] = [sets.length, machines.weights.length / sets.length];
  for (const photo of photos) {
    stop?.throwIfAborted();
    const scores = await looks.at(photo, machines);
    for (const own of open) {
      const hard: { region: number; score: number }[] = [];
      for (let region = 0; region < photo.regions; region++) {
        const score = scores[region * classes + own] ?? NaN;
        if (score > margin && isBackground(photo, own, region) && !sets[own]?.has(keyOf(photo, region)))
          hard.push({ region, score });
      }
      if (hard.length === 0) continue;
      const worst = hard.sort((a, b) => b.score - a.score).slice(0, addedOfPhoto);
      const example = await photo.read();
      for (const { region } of worst) {
        sets[own]?.add(keyOf(photo, region), keptRow(example, region, width), false);
        remember(mined, own, photo.hash, region);
      }
      added[own] = (added[own] ?? 0) + worst.length;
    }
  }
  return added;
}

function remember(mined: Mined, own: number, photo: string, region: number): void {
  const photos = mined.get(own) ?? new Map<string, Set<number>>();
  mined.set(own, photos);
  photos.set(photo, (photos.get(photo) ?? new Set()).add(region));
}
