import { shuffled, derived } from './random.ts';

// Parting examples by whole groups, each class in the proportions asked for. One algorithm for one and for several
// classes per photo: the rarest class is dealt out first, each of its groups to the part that lacks most of it.
// With one class per photo, no part is further from its share of a class than the largest group of that class.
//
// Source: Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data", ECML 2011, figure 1, applied to
// groups; the bound is that of list scheduling (Graham, 1966).

interface Grouped {
  /** [N] the class indices of each example; none is a class of its own. */
  readonly classesOf: readonly (readonly number[])[];
  /** [N] examples of one group stay together. */
  readonly groups: Int32Array;
  readonly seed: number;
}

/** One group: how many of its examples are of each class. */
interface Group {
  readonly id: number;
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * Which examples are set aside, [N]: 1 those that are. Every class that occurs in two groups or more has some on either
 * side, as far as groups of several classes allow. The same groups part alike in whatever order examples come.
 *
 * @param share  of the examples to set aside, 0 to 1; 0 sets nothing aside
 */
export function splitGroups({ classesOf, groups, share, seed }: Grouped & { readonly share: number }): Uint8Array {
  if (share <= 0) return new Uint8Array(groups.length);
  const all = groupsOf(classesOf, groups, seed);
  const parts = deal(all, [1 - share, share]);
  giveEachSideSome(all, parts);
  return Uint8Array.from(groups, (group) => parts.get(group) ?? 0);
}

/**
 * The part of cross-validation that each example is judged in, [N]: 0 to `folds` − 1. Folds hold equal shares of each
 * class as far as whole groups allow; with fewer groups than folds some stay empty.
 */
export function foldsOf({ classesOf, groups, folds, seed }: Grouped & { readonly folds: number }): Int32Array {
  const parts = deal(groupsOf(classesOf, groups, seed), new Array<number>(folds).fill(1 / folds));
  return Int32Array.from(groups, (group) => parts.get(group) ?? 0);
}

/** The groups in an order that follows from their ids and the seed alone. */
function groupsOf(classesOf: readonly (readonly number[])[], groups: Int32Array, seed: number): Group[] {
  const byId = new Map<number, Map<number, number>>();
  for (const [example, id] of groups.entries()) {
    const counts = byId.get(id) ?? new Map<number, number>();
    byId.set(id, counts);
    const own = classesOf[example] ?? [];
    for (const one of own.length === 0 ? [-1] : own) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const sorted = [...byId].map(([id, counts]) => ({ id, counts })).sort((a, b) => a.id - b.id);
  return Array.from(shuffled(sorted.length, derived(seed, 'split')), (at) => sorted[at]).filter((one) => !!one);
}

/** Group id to part. */
function deal(groups: readonly Group[], shares: readonly number[]): Map<number, number> {
  const holders = holdersOf(groups);
  const left = new Map([...holders].map(([one, holding]) => [one, countIn(holding, one)]));
  // lacking.get(class)[part]: examples of the class that the part still lacks; negative when it has too many.
  const lacking = new Map([...left].map(([one, count]) => [one, shares.map((share) => share * count)]));
  const total = shares.map((share) => share * [...left.values()].reduce((sum, count) => sum + count, 0));
  const parts = new Map<number, number>();
  for (let next = rarest(left); next !== null; next = rarest(left)) {
    for (const group of holders.get(next) ?? []) {
      if (parts.has(group.id)) continue;
      const part = neediest(lacking.get(next) ?? [], total);
      parts.set(group.id, part);
      for (const [one, count] of group.counts) {
        take(lacking.get(one), part, count);
        take(total, part, count);
        left.set(one, (left.get(one) ?? 0) - count);
      }
    }
    left.delete(next);
  }
  return parts;
}

/** Class to the groups that hold some of it. */
function holdersOf(groups: readonly Group[]): Map<number, Group[]> {
  const holders = new Map<number, Group[]>();
  for (const group of groups) {
    for (const one of group.counts.keys()) {
      const holding = holders.get(one);
      if (holding) holding.push(group);
      else holders.set(one, [group]);
    }
  }
  return holders;
}

const countIn = (groups: readonly Group[], one: number): number =>
  groups.reduce((sum, group) => sum + (group.counts.get(one) ?? 0), 0);

/** The class with the fewest examples left to deal, the lower index of equals; null when all are dealt. */
function rarest(left: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  let fewest = Infinity;
  for (const [one, count] of left) {
    if (count > fewest || (count === fewest && best !== null && one > best)) continue;
    [best, fewest] = [one, count];
  }
  return best;
}

/** The part that lacks most of the class; of equals the one that lacks most of everything, then the first. */
function neediest(lacking: readonly number[], total: readonly number[]): number {
  let best = 0;
  for (let part = 1; part < lacking.length; part += 1) {
    const more = (lacking[part] ?? 0) - (lacking[best] ?? 0);
    if (more > 1e-9 || (more > -1e-9 && (total[part] ?? 0) > (total[best] ?? 0) + 1e-9)) best = part;
  }
  return best;
}

function take(amounts: number[] | undefined, part: number, count: number): void {
  if (amounts) amounts[part] = (amounts[part] ?? 0) - count;
}

/** Moves the smallest groups that it takes for every class of two groups or more to be on both sides. */
function giveEachSideSome(groups: readonly Group[], parts: Map<number, number>): void {
  const holders = holdersOf(groups);
  const on = (group: Group): number => parts.get(group.id) ?? 0;
  const alone = (group: Group): boolean =>
    [...group.counts.keys()].some(
      (one) => !holders.get(one)?.some((other) => other !== group && on(other) === on(group)),
    );
  for (const [one, holding] of [...holders].sort(([a], [b]) => a - b)) {
    const [first] = holding;
    if (!first || holding.length < 2 || holding.some((group) => on(group) !== on(first))) continue;
    // A group that is the last of another class on its side stays there: moving it would only move the lack.
    const movable = holding.filter((group) => !alone(group));
    const smallest = movable.toSorted((a, b) => (a.counts.get(one) ?? 0) - (b.counts.get(one) ?? 0))[0];
    if (smallest) parts.set(smallest.id, 1 - on(first));
  }
}
