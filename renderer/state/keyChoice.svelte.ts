import { bindings, chordOf } from '../keys/index.ts';
import type { Conflict, KeyAction } from '../keys/index.ts';

/** A chord that was pressed for an action, and why it was not taken. */
interface Refused {
  readonly action: KeyAction;
  readonly chord: string;
  readonly conflict: Conflict;
}

/** Choosing another key: whose turn it is, and what stands against the one that was pressed. */
export class KeyChoice {
  readonly #save: (keys: Record<string, string>) => void;

  /** The action whose next key is waited for. */
  action = $state.raw<KeyAction | null>(null);
  refused = $state.raw<Refused | null>(null);

  constructor(save: (keys: Record<string, string>) => void) {
    this.#save = save;
  }

  begin(action: KeyAction): void {
    this.action = action;
    this.refused = null;
    bindings.choosing = true;
  }

  /** Nothing was chosen. */
  end(): void {
    this.action = null;
    bindings.choosing = false;
  }

  /** Takes a press for the action that waits for one; Escape ends it, a modifier alone is waited past. */
  press(event: KeyboardEvent): void {
    const { action } = this;
    if (!action || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const chord = chordOf(event);
    if (chord === null) return;
    this.end();
    if (chord === 'Esc') return;
    const conflict = bindings.conflictOf(action, chord);
    this.refused = conflict && { action, chord, conflict };
    if (!conflict) this.#save(bindings.with([action, chord]));
  }

  /** Gives each of the two the key of the other, where nothing else stands against either. */
  swap(): void {
    const { refused } = this;
    if (refused?.conflict.kind !== 'taken') return;
    const { action, chord, conflict } = refused;
    const both = [
      [action, chord],
      [conflict.by, bindings.chordOf(action)],
    ] as const;
    const swapped = bindings.with(...both);
    const fits = both.every(([one, its]) => bindings.conflictOf(one, its, swapped) === null);
    this.refused = fits ? null : { action, chord, conflict: { kind: 'fixed' } };
    if (fits) this.#save(swapped);
  }

  /** Gives an action the key of the table again, where that is free. */
  reset(action: KeyAction): void {
    const conflict = bindings.conflictOf(action, action.key);
    this.refused = conflict && { action, chord: action.key, conflict };
    if (!conflict) this.#save(bindings.with([action, action.key]));
  }

  resetAll(): void {
    this.refused = null;
    this.#save({});
  }
}
