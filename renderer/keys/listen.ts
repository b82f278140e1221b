import { belongsToControl } from '../ui/typing.ts';
import { bindings } from './bindings.svelte.ts';
import { chordOf, pressOf } from './chords.ts';

/**
 * Hears every press before the screens do. A chord that a person chose becomes the one of the table, so that no screen
 * knows of the choice; a chord that was given up does nothing. What is typed, and what works a control, stays as it is.
 *
 * @returns stops listening
 */
export function listenForKeys(): () => void {
  const own = new WeakSet<Event>();
  const hear = (event: KeyboardEvent): void => {
    if (own.has(event) || bindings.choosing || event.isComposing || belongsToControl(event)) return;
    const chord = chordOf(event);
    const meaning = chord === null ? undefined : bindings.meaningOf(chord);
    if (meaning === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (meaning === null) return;
    const { type, repeat, target } = event;
    const shared = { ...locksOf(event), repeat, bubbles: true, cancelable: true };
    const again = new KeyboardEvent(type, { ...pressOf(meaning), ...shared });
    own.add(again);
    target?.dispatchEvent(again);
  };
  window.addEventListener('keydown', hear, true);
  window.addEventListener('keyup', hear, true);
  return () => {
    window.removeEventListener('keydown', hear, true);
    window.removeEventListener('keyup', hear, true);
  };
}

/** What is on while a key is pressed, and no part of its chord. */
const locksOf = (event: KeyboardEvent): KeyboardEventInit => ({
  modifierCapsLock: event.getModifierState('CapsLock'),
  modifierNumLock: event.getModifierState('NumLock'),
  modifierScrollLock: event.getModifierState('ScrollLock'),
});
