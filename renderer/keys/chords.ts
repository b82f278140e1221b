// A chord is what is pressed together, written as the table of keys writes it: "L", "Shift+→", "Ctrl+Shift+Z", "?".

/** Keys whose name in the table is not the name that events have. */
const eventKeys: Readonly<Record<string, string>> = {
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '−': '-',
  Esc: 'Escape',
  Space: ' ',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
};
/** What Shift and the digits 0 to 9 write on an American keyboard. */
const signs = ')!@#$%^&*(';
const tableKeys = new Map(Object.entries(eventKeys).map(([shown, key]) => [key, shown]));

/** Keys that only change what others mean. */
const modifiers = ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Fn', 'Dead', 'Process', 'Unidentified'];

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key);

/** The chord of a press; null for a modifier alone. Command is Ctrl, as in every table of keys. */
export function chordOf(event: KeyboardEvent): string | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (modifiers.includes(key)) return null;
  // Shift and a digit are other signs on every keyboard: the key itself is meant.
  const digit = shiftKey ? /^Digit(\d)$/.exec(code)?.[1] : undefined;
  const shown = digit ?? tableKeys.get(key) ?? (isLetter(key) ? key.toUpperCase() : key);
  // A sign is typed with Shift or without it, as the keyboard has it: the sign says enough.
  const shifted = shiftKey && (key.length > 1 || key === ' ' || isLetter(key) || digit !== undefined);
  const held = [ctrlKey || metaKey ? 'Ctrl' : '', altKey ? 'Alt' : '', shifted ? 'Shift' : ''];
  return [...held.filter((name) => name !== ''), shown].join('+');
}

/** A chord as the press that an event tells of. */
export function pressOf(chord: string): KeyboardEventInit {
  const { held, key } = partsOf(chord);
  const shiftKey = held.includes('Shift');
  // A digit with Shift is told by its place: what it writes is not the digit.
  const signed = shiftKey && /^\d$/.test(key) ? (signs[Number(key)] ?? key) : key;
  const named = eventKeys[key] ?? (isLetter(key) && !shiftKey ? key.toLowerCase() : signed);
  return { key: named, code: codeOf(key), ctrlKey: held.includes('Ctrl'), altKey: held.includes('Alt'), shiftKey };
}

/** A chord as `aria-keyshortcuts` has it: "Control+Shift+Z". */
export function ariaOf(chord: string): string {
  const { held, key } = partsOf(chord);
  return [...held.map((name) => (name === 'Ctrl' ? 'Control' : name)), ariaKeys[key] ?? key].join('+');
}

/** The chord that `aria-keyshortcuts` tells of. */
export function chordOfAria(keys: string): string {
  const { held, key } = partsOf(keys);
  const shown = Object.entries(ariaKeys).find(([, name]) => name === key)?.[0] ?? key;
  return [...held.map((name) => (name === 'Control' ? 'Ctrl' : name)), shown].join('+');
}

// The blank has a name there, because blanks stand between alternatives.
const ariaKeys: Readonly<Record<string, string>> = { ...eventKeys, Space: 'Space' };

function partsOf(chord: string): { readonly held: readonly string[]; readonly key: string } {
  const [, before = '', key = chord] = /^((?:[^+]+\+)*)(.+)$/.exec(chord) ?? [];
  return { held: before.split('+').filter((name) => name !== ''), key };
}

function codeOf(key: string): string {
  if (/^[A-Z]$/.test(key)) return `Key${key}`;
  return /^\d$/.test(key) ? `Digit${key}` : (eventKeys[key]?.trim() ?? key);
}
