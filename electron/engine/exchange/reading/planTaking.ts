import { Sha256, type Conflicts, type PhotoId } from '../../../contract/index.ts';
import type { LabelClass, WholeLabel } from '../../../runner/vision/index.ts';
import type { Library, TakenPhoto } from '../../library/index.ts';

/** What several lines and files say of one photo. */
export interface Said {
  readonly photo: PhotoId;
  readonly labels: readonly WholeLabel[];
}

export interface PlannedTaking {
  readonly photos: readonly TakenPhoto[];
  readonly classes: readonly LabelClass[];
  readonly newClasses: readonly string[];
  /** Photos that have other human labels than what is said. */
  readonly conflicts: number;
  /** Photos that get labels and had none. */
  readonly labelled: number;
  readonly losses: readonly string[];
}

/** The number of a class in a network's answers; null: neither is known here. */
export type ClassIndexOf = (model: Sha256, className: string) => number | null;

/** What taking over would change, person by person and network by network. */
export function planTaking(
  library: Pick<Library, 'exchange'>,
  said: readonly Said[],
  listed: readonly LabelClass[],
  { conflicts: rule, classIndexOf }: { readonly conflicts: Conflicts; readonly classIndexOf: ClassIndexOf },
): PlannedTaking {
  const called = callerIn(library);
  const together = Map.groupBy(said, ({ photo }) => photo);
  const before = library.exchange.humanLabels([...together.keys()]);
  const count = { conflicts: 0, labelled: 0, unknownNetworks: 0 };
  const photos = [...together].flatMap(([photo, all]): TakenPhoto[] => {
    const labels = all.flatMap((one) => one.labels).map((label) => ({ ...label, className: called(label.className) }));
    const human = namesOf(labels, 'human');
    const had = before.get(photo) ?? [];
    const now = joinedBy(rule, had, human);
    if (human.length > 0 && had.length === 0) count.labelled += 1;
    if (human.length > 0 && had.length > 0 && !sameNames(had, human)) count.conflicts += 1;
    const rejected = labels.flatMap(({ className, state, model }) => {
      if (state !== 'rejected') return [];
      if (isHash(model)) return [{ className, model }];
      count.unknownNetworks += 1;
      return [];
    });
    const suggested = suggestionsIn(labels, classIndexOf);
    count.unknownNetworks += labels.filter(({ state }) => state === 'suggested').length - suggested.length;
    const isNothing = now === null && rejected.length === 0 && suggested.length === 0;
    return isNothing ? [] : [{ photo, labels: now, rejected, suggested }];
  });
  const classes = classesTaken(listed, photos, called);
  const unknown = count.unknownNetworks;
  return {
    ...{ photos, classes, conflicts: count.conflicts, labelled: count.labelled },
    newClasses: classes.map(({ name }) => name).filter((name) => library.exchange.calledHere(name) === null),
    losses: unknown === 0 ? [] : [`Left out: what a network said that is not on the shelf here (${unknown}).`],
  };
}

const isHash = (model: string | undefined): model is Sha256 => Sha256.safeParse(model).success;

/** Names as the library has them: trimmed, and what is called otherwise here by the name here. */
function callerIn(library: Pick<Library, 'exchange'>): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const plain = name.normalize('NFC').trim().slice(0, 200);
    const here = known.get(plain) ?? library.exchange.calledHere(plain) ?? plain;
    known.set(plain, here);
    return here;
  };
}

const namesOf = (labels: readonly WholeLabel[], state: WholeLabel['state']): string[] => [
  ...new Set(
    labels.filter((label) => label.state === state && label.className !== '').map(({ className }) => className),
  ),
];

/** null: they stay as they are. */
function joinedBy(rule: Conflicts, had: readonly string[], said: readonly string[]): readonly string[] | null {
  if (said.length === 0 || sameNames(had, said)) return null;
  if (had.length === 0) return said;
  if (rule === 'mine') return null;
  return rule === 'theirs' ? said : [...new Set([...had, ...said])];
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));

function suggestionsIn(labels: readonly WholeLabel[], classIndexOf: ClassIndexOf): TakenPhoto['suggested'] {
  return labels.flatMap(({ className, state, model, confidence = 0 }) => {
    if (state !== 'suggested' || !isHash(model)) return [];
    const classIndex = classIndexOf(model, className);
    const probability = Math.min(1, Math.max(0, confidence));
    return classIndex === null ? [] : [{ model, top: [{ classIndex, className, probability }] }];
  });
}

/** Of listed classes those that photos get, and those above them; each after the one it lies below. */
function classesTaken(
  listed: readonly LabelClass[],
  photos: readonly TakenPhoto[],
  called: (name: string) => string,
): LabelClass[] {
  const parents = new Map(
    listed.map(({ name, parent }) => [called(name), parent === null ? null : called(parent)] as const),
  );
  const taken = new Map<string, LabelClass>();
  const take = (name: string, below: ReadonlySet<string>): void => {
    if (taken.has(name) || below.has(name)) return;
    const parent = parents.get(name) ?? null;
    if (parent !== null) take(parent, new Set([...below, name]));
    taken.set(name, { name, parent });
  };
  for (const { labels } of photos) for (const name of labels ?? []) take(name, new Set());
  return [...taken.values()];
}
