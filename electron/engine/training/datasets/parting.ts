import type { Part, TrainingSettings } from '../../../contract/index.ts';
import { derived, splitGroups } from '../../../runner/vision/index.ts';
import type { UsablePhoto } from './usable.ts';
import { rankOf } from './usable.ts';

/** A photo with its part, and its classes as positions in the set's class names. */
export interface PartedPhoto extends UsablePhoto {
  readonly part: Part;
  readonly classIndices: readonly number[];
}

export interface Parted {
  readonly photos: readonly PartedPhoto[];
  /** Left out because a photo like them is in the test or hold-out part that the source gives. */
  readonly leaking: readonly UsablePhoto[];
  /** The source says what is judged. */
  readonly given: boolean;
}

/**
 * Gives every photo its part. Parts that the source gives stay; what it leaves open is drawn from the seed, each class
 * in the same proportions. No group is in two parts: where the source puts photos of one group into several, those to
 * learn from are left out.
 */
export function partedBy(
  usable: readonly UsablePhoto[],
  classNames: readonly string[],
  { seed, test, holdout }: Pick<TrainingSettings, 'seed' | 'test' | 'holdout'>,
): Parted {
  const { kept, leaking } = withoutLeaks(usable);
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  const classesOf = kept.map((photo) => photo.classNames.map((name) => indexOf.get(name) ?? -1));
  const parts = kept.map(({ part }): Part => part ?? 'train');
  const hasTest = parts.includes('test');
  const hasHoldout = parts.includes('holdout');
  const cut: Cut = { groups: Int32Array.from(kept, ({ group }) => group), classesOf, parts };
  if (!hasTest) setAside(cut, 'test', test, seed);
  if (!hasHoldout) setAside(cut, 'holdout', holdout, Math.floor(derived(seed, 'holdout')() * 2 ** 32));
  giveBack(cut, classNames.length, { test: !hasTest, holdout: !hasHoldout, train: false });
  const photos = kept.map((photo, at) => ({
    ...photo,
    ...{ part: parts[at] ?? 'train', classIndices: classesOf[at] ?? [] },
  }));
  return { photos, leaking, given: hasTest };
}

interface Cut {
  readonly groups: Int32Array;
  readonly classesOf: readonly (readonly number[])[];
  readonly parts: Part[];
}

function withoutLeaks(usable: readonly UsablePhoto[]): { kept: UsablePhoto[]; leaking: UsablePhoto[] } {
  const strongest = new Map<number, number>();
  for (const { group, part } of usable) strongest.set(group, Math.max(strongest.get(group) ?? 0, rankOf(part)));
  const stays = ({ group, part }: UsablePhoto): boolean => rankOf(part) === strongest.get(group);
  return { kept: usable.filter(stays), leaking: usable.filter((photo) => !stays(photo)) };
}

/** Moves a share of the photos to learn from into another part, by whole groups. */
function setAside({ groups, classesOf, parts }: Cut, part: Part, share: number, seed: number): void {
  const pool = [...parts.keys()].filter((at) => parts[at] === 'train');
  const aside = splitGroups({
    classesOf: pool.map((at) => classesOf[at] ?? []),
    groups: Int32Array.from(pool, (at) => groups[at] ?? 0),
    ...{ share, seed },
  });
  for (const [index, at] of pool.entries()) if (aside[index] === 1) parts[at] = part;
}

/** A class of which nothing is left to learn from gets a group back, of what was drawn and not given. */
function giveBack({ groups, classesOf, parts }: Cut, classes: number, drawn: Readonly<Record<Part, boolean>>): void {
  const learned = new Set(classesOf.filter((_, at) => parts[at] === 'train').flat());
  for (let classIndex = 0; classIndex < classes; classIndex += 1) {
    if (learned.has(classIndex)) continue;
    const from = (['holdout', 'test'] as const)
      .filter((part) => drawn[part])
      .map((part) => classesOf.findIndex((own, at) => parts[at] === part && own.includes(classIndex)))
      .find((at) => at >= 0);
    if (from === undefined) continue;
    for (const [at, group] of groups.entries()) {
      if (group !== groups[from]) continue;
      parts[at] = 'train';
      for (const one of classesOf[at] ?? []) learned.add(one);
    }
  }
}
