import { failure, type LabSettingsOf } from '../../../../contract/index.ts';
import {
  attackWithin,
  deepFool,
  distanceOf,
  onWholeLevels,
  type AttackedNetwork,
  type AttackHooks,
  type Levels,
} from '../../../adversary/index.ts';

export interface Changed {
  /** Whole levels. */
  readonly picture: Levels;
  readonly steps: number;
  /** Numbers that only this kind of attack has. */
  readonly measures: Readonly<Record<string, number>>;
}

export interface ToChange {
  readonly picture: Levels;
  readonly own: number;
  readonly settings: LabSettingsOf<'attack'>;
}

export type ChangeHooks = AttackHooks & {
  /** @param odds  log-odds of the own class, or of the one that is wanted; null where it is not looked at */
  readonly onStep: (step: number, odds: number | null, current: Levels) => void;
};

/** Changes a picture as the settings say. @throws model/*, lab/no-gradient, lab/unfit, engine/stopped */
export const changed = (network: AttackedNetwork, asked: ToChange, hooks: ChangeHooks): Promise<Changed> =>
  asked.settings.kind === 'minimal' ? least(network, asked, hooks) : bounded(network, asked, hooks);

async function bounded(
  network: AttackedNetwork,
  { picture, own, settings }: ToChange,
  { onStep, ...hooks }: ChangeHooks,
): Promise<Changed> {
  const { kind, epsilon, steps, classIndex: wanted, seed } = settings;
  if (kind === 'minimal') throw new Error('The least change has no bound.');
  let made: Changed = { picture, steps: 0, measures: {} };
  await attackWithin(
    network,
    1,
    () => Promise.resolve({ picture, own }),
    { kind, epsilon, steps, wanted, seed, whole: true, endsWhenFooled: false },
    (_, { picture: found, fooledAfter }) => {
      const measures: Record<string, number> = fooledAfter === null ? {} : { 'fooled after': fooledAfter };
      made = { picture: found, steps: kind === 'sign' ? 1 : steps, measures };
    },
    { ...hooks, onStep: ({ step, odds, current }) => onStep(step, odds, current) },
  );
  return made;
}

async function least(
  network: AttackedNetwork,
  { picture, own, settings }: ToChange,
  { onStep, ...hooks }: ChangeHooks,
): Promise<Changed> {
  const { classIndex: wanted, steps } = settings;
  const exact = await deepFool(
    network,
    picture,
    { own, wanted, steps },
    { ...hooks, onStep: (step, current) => onStep(step, null, current) },
  );
  const isFooled = (answered: number): boolean => (wanted === null ? answered !== own : answered === wanted);
  const whole = exact.fooled ? await onWholeLevels(network, picture, exact.picture, isFooled, hooks) : null;
  if (!whole)
    throw failure('lab/unfit', { reason: `no border of "${network.card.name}" was crossed in ${steps} steps.` });
  const { largest, l2 } = distanceOf(exact.picture, picture);
  return { picture: whole, steps: exact.steps, measures: { 'exact largest change': largest, 'exact L2': l2 } };
}
