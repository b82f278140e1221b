import type { SegmentedPhoto } from '../../../electron/contract/index.ts';
import { colors, patterns } from './patterns.ts';

/** A class that one of the networks saw on the photo, and how it is drawn. */
export interface ShownClass {
  readonly name: string;
  /** Of the judged pixels, by each network; null where that one did not see it. */
  readonly shares: readonly [number | null, number | null];
  /** Its indices with each network; more than one where a network has classes of one name. */
  readonly indices: readonly [readonly number[], readonly number[]];
  /** Which of the colors, and which of the patterns. */
  readonly color: number;
  readonly pattern: number;
  /** What is behind everything else is left as it is. */
  readonly background: boolean;
}

type Areas = Pick<SegmentedPhoto, 'areas'> | null;
type Results = readonly [Areas, Areas];
type Found = Pick<ShownClass, 'name' | 'shares' | 'indices'>;

/** The classes of one or two results, largest first; a class of the same name is one class, drawn alike in both. */
export function shownClasses(results: Results): readonly ShownClass[] {
  const found = new Map<string, Found>();
  for (const [side, result] of results.entries()) {
    for (const { className: name, classIndex, share } of result?.areas ?? []) {
      const { shares, indices } = found.get(name) ?? { shares: [null, null], indices: [[], []] };
      found.set(name, {
        name,
        shares: changedAt(shares, side, (before) => (before ?? 0) + share),
        indices: changedAt(indices, side, (before) => [...before, classIndex]),
      });
    }
  }
  return drawn([...found.values()].toSorted((a, b) => largest(b) - largest(a)));
}

const largest = ({ shares }: Found): number => Math.max(shares[0] ?? 0, shares[1] ?? 0);

const changedAt = <T>([first, second]: readonly [T, T], side: number, change: (before: T) => T): readonly [T, T] =>
  side === 0 ? [change(first), second] : [first, change(second)];

/**
 * Gives each class the color and pattern that its index asks for, so that it mostly looks alike from photo to photo. Of
 * two that ask for one color the larger has it, and the other the next that is free; a pattern changes only where colors
 * have run out.
 */
function drawn(found: readonly Found[]): readonly ShownClass[] {
  const taken = new Set<number | string>();
  return found.map((each) => {
    const background = /^background$/i.test(each.name);
    const own = each.indices.flat()[0] ?? 0;
    const looks = looksFrom(own);
    const fresh = looks.find(({ color }) => !taken.has(color));
    const free = fresh ?? looks.find(({ color, pattern }) => !taken.has(`${color} ${pattern}`));
    const { color, pattern } = (background ? looks[0] : free) ?? { color: 0, pattern: 0 };
    if (!background) taken.add(color).add(`${color} ${pattern}`);
    return { ...each, color, pattern, background };
  });
}

/** The look that a class index asks for. */
export const lookOf = (index: number): Pick<ShownClass, 'color' | 'pattern'> =>
  looksFrom(index)[0] ?? { color: 0, pattern: 0 };

/** Every look there is, from the one that a class index asks for: all colors with its pattern, then with the next. */
const looksFrom = (own: number): readonly Pick<ShownClass, 'color' | 'pattern'>[] =>
  Array.from({ length: colors * patterns.length }, (_, step) => ({
    color: (own + step) % colors,
    pattern: (own + Math.floor(own / colors) + Math.floor(step / colors)) % patterns.length,
  }));

/**
 * What stands for each class index of one network in a drawing: 0 for nothing, i + 1 for the i-th of `classes`.
 *
 * @param isolated  the only class that is drawn; null: all but the background
 */
export function looksOf(classes: readonly ShownClass[], side: 0 | 1, isolated: string | null): Uint16Array {
  const looks = new Uint16Array(65_536);
  for (const [position, shown] of classes.entries())
    if (isDrawn(shown, isolated)) for (const index of shown.indices[side]) looks[index] = position + 1;
  return looks;
}

/** Of all classes the background is left out; alone it is shown like any other. */
export const isDrawn = ({ name, background }: ShownClass, isolated: string | null): boolean =>
  isolated === null ? !background : name === isolated;
