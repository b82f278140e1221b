import { keysEverywhere, keysOf } from '../frame/keys.ts';
import type { KeyRow, KeysPlace } from '../frame/keys.ts';

/** A place of the table, or every one. */
export type BindingPlace = KeysPlace | 'everywhere';

/** One key of the table and what it does; only its key can be another one. */
export interface KeyAction {
  /** "library/L": by which a person's choice is kept. */
  readonly id: string;
  readonly place: BindingPlace;
  /** The chord that the screens know it by. */
  readonly key: string;
  readonly does: string;
}

export const places: readonly BindingPlace[] = ['everywhere', ...(Object.keys(keysOf) as KeysPlace[])];

export const rowsOf = (place: BindingPlace): readonly KeyRow[] =>
  place === 'everywhere' ? keysEverywhere : keysOf[place];

const idOf = (place: BindingPlace, key: string): string => `${place}/${key}`;

const known = new Map<BindingPlace, readonly KeyAction[]>();

/**
 * What can be given another key in a place. A key that stands in two rows is one action; a row that two places share
 * belongs to the first of them, and one that does the like everywhere to everywhere.
 */
export function actionsOf(place: BindingPlace): readonly KeyAction[] {
  const before = known.get(place);
  if (before) return before;
  const actions = new Map<string, KeyAction>();
  const shared = new Set(place === 'everywhere' ? [] : actionsOf('everywhere').map(({ key }) => key));
  for (const row of rowsOf(place))
    for (const key of row.keys)
      if (!isFixed(row, key) && !actions.has(key) && !shared.has(key))
        actions.set(key, actionIn(homeOf(row), row, key));
  const made = [...actions.values()];
  known.set(place, made);
  return made;
}

const homeOf = (row: KeyRow): BindingPlace => places.find((place) => rowsOf(place).includes(row)) ?? 'everywhere';

const actionIn = (place: BindingPlace, { does }: KeyRow, key: string): KeyAction => ({
  ...{ id: idOf(place, key), place, key, does },
});

/** The action of a key of the table; undefined where that key is fixed. */
export const actionAt = (place: BindingPlace, key: string): KeyAction | undefined =>
  [...actionsOf(place), ...actionsOf('everywhere')].find((action) => action.key === key);

/** Whether a key stays what it is: ranges, keys that are held, and what the window system itself does. */
export const isFixed = ({ fixed, keys }: KeyRow, key: string): boolean =>
  fixed || keys.includes('…') || key.endsWith('arrows') || ['Alt', 'Esc', 'Tab', 'Shift+Tab'].includes(key);

/** The chords of a place that nobody can move, ranges and arrows written out. */
export const fixedChords = (place: BindingPlace): ReadonlySet<string> =>
  new Set(rowsOf(place).flatMap((row) => row.keys.flatMap((key, at) => (isFixed(row, key) ? spread(row, at) : []))));

function spread({ keys }: KeyRow, at: number): string[] {
  const key = keys[at] ?? '';
  if (key.endsWith('arrows')) return ['←', '→', '↑', '↓'].map((arrow) => key.replace('arrows', arrow));
  if (key !== '…') return [key];
  const from = keys[at - 1] ?? '';
  const last = (keys[at + 1] ?? 'Z').slice(-1).charCodeAt(0);
  const first = from.slice(-1).charCodeAt(0);
  return Array.from({ length: last - first + 1 }, (_, i) => from.slice(0, -1) + String.fromCharCode(first + i));
}
