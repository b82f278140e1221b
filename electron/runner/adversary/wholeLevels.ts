import { largestIn } from '../evidence/index.ts';
import type { AttackHooks } from './bounded.ts';
import { highestLevel, type Levels } from './levels.ts';
import type { AttackedNetwork } from './network.ts';

/** By how much a change is enlarged at a time and how often, and how often the last time is halved to find the least. */
const [growth, enlargements, halvings] = [1.25, 16, 5];

/**
 * The least multiple of a change, once more at least, that fools with whole levels: most of what DeepFool changes is
 * less than half a level, and a PNG would lose it. Rounding keeps the levels whose change matters most.
 *
 * @param isFooled  of an answer
 * @returns         null where no multiple fools
 */
export async function onWholeLevels(
  network: AttackedNetwork,
  from: Levels,
  changed: Levels,
  isFooled: (classIndex: number) => boolean,
  { turn, stop }: AttackHooks,
): Promise<Levels | null> {
  const tried = async (factor: number): Promise<Levels | null> => {
    stop.throwIfAborted();
    const picture = from.map((level, at) => whole(level + factor * ((changed[at] ?? 0) - level)));
    const [probabilities] = await turn(() => network.probabilities([picture]));
    return probabilities && isFooled(largestIn(probabilities)) ? picture : null;
  };
  let [low, high] = [1, 1];
  let best = await tried(high);
  for (let enlarged = 0; !best && enlarged < enlargements; enlarged += 1) {
    low = high;
    high *= growth;
    best = await tried(high);
  }
  for (let halved = 0; best && high > low && halved < halvings; halved += 1) {
    const middle = (low + high) / 2;
    const found = await tried(middle);
    if (found) [best, high] = [found, middle];
    else low = middle;
  }
  return best;
}

const whole = (level: number): number => Math.min(highestLevel, Math.max(0, Math.round(level)));
