import type { Stop } from '../../contract/index.ts';
import { largestIn } from '../evidence/index.ts';
import type { Turn } from '../runtime/index.ts';
import { derived } from '../vision/index.ts';
import { highestLevel, type Levels } from './levels.ts';
import type { AttackedNetwork, OddsSlope } from './network.ts';

export interface AttackHooks {
  readonly turn: Turn;
  readonly stop: Stop;
}

/** How pictures are changed, never by more than ε in any color value. */
export interface BoundedAttack {
  /**
   * sign      one step of ε along the sign of the derivative
   * iterated  many steps from a drawn place within ε of the picture
   */
  readonly kind: 'sign' | 'iterated';
  /** Largest change, in levels. */
  readonly epsilon: number;
  readonly steps: number;
  /** The class wanted; null: any other than the picture's own. */
  readonly wanted: number | null;
  /** Whether only whole levels are tried, so that what fools does so as a PNG too. */
  readonly whole: boolean;
  /** Whether a picture is left alone once it fools. */
  readonly endsWhenFooled: boolean;
  readonly seed: number;
}

export interface ToAttack {
  readonly picture: Levels;
  /** The class that it must not be answered as any more. */
  readonly own: number;
}

export interface Attacked {
  /** The most fooling picture that was tried. */
  readonly picture: Levels;
  readonly fooled: boolean;
  /** Steps until it first fooled; null: never. */
  readonly fooledAfter: number | null;
}

export interface AttackProgress {
  readonly step: number;
  /** Log-odds of the own class, or of the wanted one. */
  readonly odds: number;
  readonly current: Levels;
}

/** One picture under attack. */
interface Slot {
  readonly index: number;
  readonly asked: ToAttack;
  readonly current: Levels;
  readonly best: Levels;
  bestGain: number;
  fooledAfter: number | null;
  step: number;
}

/**
 * Changes pictures within ε until a network answers otherwise. As many as a run takes are under attack at once; when one
 * is done the next takes its place.
 *
 * Law: of a network that is linear in its pixels, `sign` finds the worst change of all.
 *
 * @param take    the picture of an index, or null where there is none
 * @param onDone  is told of each picture once
 * @throws model/*, lab/no-gradient, lab/unfit, engine/stopped
 * @see Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015, section 4, for `sign`;
 *      Kurakin, Goodfellow and Bengio, "Adversarial examples in the physical world", 2017, section 2.2, and Madry et al.,
 *      "Towards deep learning models resistant to adversarial attacks", ICLR 2018, section 2.1, for `iterated`
 */
export async function attackWithin(
  network: AttackedNetwork,
  count: number,
  take: (index: number) => Promise<ToAttack | null>,
  how: BoundedAttack,
  onDone: (index: number, outcome: Attacked) => void,
  { turn, stop, onStep }: AttackHooks & { readonly onStep?: (at: AttackProgress) => void },
): Promise<void> {
  let next = 0;
  let slots: Slot[] = [];
  for (;;) {
    while (slots.length < network.batch && next < count) {
      const index = next++;
      const asked = await take(index);
      if (asked) slots.push(begun(index, asked, how));
    }
    if (slots.length === 0) return;
    stop.throwIfAborted();
    const classOf = slots.map(({ asked }) => how.wanted ?? asked.own);
    const found = await turn(() =>
      network.odds(
        slots.map(({ current }) => current),
        classOf,
      ),
    );
    slots = slots.filter((slot, at) => {
      const slope = found[at];
      if (!slope) return false;
      onStep?.({ step: slot.step, odds: slope.odds, current: slot.current });
      if (stepped(slot, slope, how)) return true;
      onDone(slot.index, { picture: slot.best, fooled: slot.fooledAfter !== null, fooledAfter: slot.fooledAfter });
      return false;
    });
  }
}

function begun(index: number, asked: ToAttack, how: BoundedAttack): Slot {
  const current = Float32Array.from(asked.picture);
  if (how.kind === 'iterated') {
    const rng = derived(how.seed, 'attack', index);
    moved(current, asked.picture, how, () => how.epsilon * (2 * rng() - 1));
  }
  const best = Float32Array.from(asked.picture);
  return { index, asked, current, best, bestGain: -Infinity, fooledAfter: null, step: 0 };
}

/** Looks at what the network answered and moves on; false: this picture is done. */
function stepped(slot: Slot, { scores, odds, slope }: OddsSlope, how: BoundedAttack): boolean {
  const { asked, current } = slot;
  const answered = largestIn(scores);
  const fools = how.wanted === null ? answered !== asked.own : answered === how.wanted;
  const gain = how.wanted === null ? -odds : odds;
  const towards = how.wanted === null ? -1 : 1;
  if (fools) slot.fooledAfter ??= slot.step;
  // Whatever fools is better than what does not, and then what does so more certainly.
  const isBetter = gain > slot.bestGain && (fools || slot.fooledAfter === null);
  if (isBetter || (fools && slot.fooledAfter === slot.step)) {
    slot.best.set(current);
    slot.bestGain = gain;
  }
  if (slot.step >= stepsOf(how) || (fools && how.endsWhenFooled)) return false;
  const length = stepLength(how);
  moved(current, asked.picture, how, (at) => towards * length * Math.sign(slope[at] ?? 0));
  slot.step += 1;
  return true;
}

const stepsOf = ({ kind, steps }: BoundedAttack): number => (kind === 'sign' ? 1 : steps);

/** Two and a half times the way to the bound in all, as Madry et al. recommend; a whole level at least where only those count. */
function stepLength({ kind, epsilon, steps, whole }: BoundedAttack): number {
  if (kind === 'sign') return epsilon;
  const length = (2.5 * epsilon) / steps;
  return whole ? Math.max(1, Math.round(length)) : length;
}

/** Moves each level, as far as ε and the range of a color value allow. */
function moved(current: Levels, from: Levels, { epsilon, whole }: BoundedAttack, by: (at: number) => number): void {
  for (let at = 0; at < current.length; at += 1) {
    const middle = from[at] ?? 0;
    const wished = (current[at] ?? 0) + by(at);
    const bounded = Math.min(middle + epsilon, Math.max(middle - epsilon, wished));
    const level = Math.min(highestLevel, Math.max(0, bounded));
    current[at] = whole ? Math.round(level) : level;
  }
}
