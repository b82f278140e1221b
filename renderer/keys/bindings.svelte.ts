import { ariaOf, chordOfAria } from './chords.ts';
import { actionAt, actionsOf, fixedChords, places } from './table.ts';
import type { BindingPlace, KeyAction } from './table.ts';

/** What a chord cannot be given to another action for. */
export type Conflict = { readonly kind: 'fixed' } | { readonly kind: 'taken'; readonly by: KeyAction };

/** Whether an action can be meant in a place. */
const isIn = ({ id, place: home }: KeyAction, place: BindingPlace): boolean =>
  home === 'everywhere' || actionsOf(place).some((one) => one.id === id);

/** The keys that a person chose, and where in the window the next press falls. */
class Bindings {
  place = $state<BindingPlace>('library');
  /** By id of the action. */
  changes = $state.raw<Readonly<Record<string, string>>>({});
  /** A key is being chosen: the next press belongs to who asked for it. */
  choosing = $state(false);

  /** Every action that a press may mean now, those of the screen first. */
  get #here(): readonly KeyAction[] {
    return [...actionsOf(this.place), ...actionsOf('everywhere')];
  }

  /** The chord that does an action now. */
  chordOf = ({ id, key }: KeyAction): string => this.changes[id] ?? key;

  /** The chord that a key of the table has in a place now. */
  shown(place: BindingPlace, key: string): string {
    const action = actionAt(place, key);
    return action ? this.chordOf(action) : key;
  }

  /** The same for `aria-keyshortcuts` of the place that is shown; alternatives stand apart by blanks. */
  aria(keys: string): string {
    return keys
      .split(' ')
      .map((key) => {
        const action = this.#here.find((one) => one.key === chordOfAria(key));
        return action && action.id in this.changes ? ariaOf(this.chordOf(action)) : key;
      })
      .join(' ');
  }

  /**
   * What the screens know a chord by.
   *
   * @returns undefined where it is what it was; null where its own meaning was given to another chord
   */
  meaningOf(chord: string): string | null | undefined {
    if (Object.keys(this.changes).length === 0) return undefined;
    const chosen = this.#here.find((action) => this.changes[action.id] === chord);
    if (chosen) return chosen.key === chord ? undefined : chosen.key;
    const left = this.#here.find(({ key }) => key === chord);
    return left && left.id in this.changes ? null : undefined;
  }

  /** What stands against giving `chord` to an action among other choices; null when nothing does. */
  conflictOf(action: KeyAction, chord: string, changes = this.changes): Conflict | null {
    const near = places.filter((place) => place === 'everywhere' || isIn(action, place));
    if (near.some((place) => fixedChords(place).has(chord))) return { kind: 'fixed' };
    const by = near.flatMap(actionsOf).find(({ id, key }) => id !== action.id && (changes[id] ?? key) === chord);
    return by ? { kind: 'taken', by } : null;
  }

  /** All choices with one more; the key of the table is no choice. */
  with(...chosen: readonly (readonly [action: KeyAction, chord: string])[]): Record<string, string> {
    const ids = new Set(chosen.map(([{ id }]) => id));
    const kept = Object.entries(this.changes).filter(([id]) => !ids.has(id));
    const made = chosen.filter(([{ key }, chord]) => key !== chord).map(([{ id }, chord]) => [id, chord] as const);
    return Object.fromEntries([...kept, ...made]);
  }
}

export const bindings = new Bindings();
