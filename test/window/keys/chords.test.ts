import { expect, test } from 'vitest';
import { actionsOf, ariaOf, chordOf, chordOfAria, fixedChords, places, pressOf } from '../../../renderer/keys/index.ts';

const every = places.flatMap((place) => actionsOf(place).map(({ key }) => key));
const pressed = (press: KeyboardEventInit): string | null => chordOf(new KeyboardEvent('keydown', press));

test.each([...new Set(every)])('%s is pressed as it is written', (key) => {
  // The minus of the table is the one that is set; on a keyboard there is the other.
  expect(pressed(pressOf(key))).toBe(key);
  expect(chordOfAria(ariaOf(key))).toBe(key);
});

test('the keyboard does not matter: signs are what they say, digits with Shift are the digits', () => {
  expect(pressed({ key: '?', code: 'Slash', shiftKey: true })).toBe('?');
  expect(pressed({ key: '?', code: 'Minus', shiftKey: true })).toBe('?');
  expect(pressed({ key: '!', code: 'Digit1', shiftKey: true })).toBe('Shift+1');
  expect(pressed({ key: 'é', code: 'Digit2' })).toBe('É');
  expect(pressed({ key: 'z', metaKey: true })).toBe('Ctrl+Z');
  expect(pressed({ key: 'Z', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
  expect(pressed({ key: 'Shift', shiftKey: true })).toBeNull();
});

test('ranges, arrows and Tab stay what they are', () => {
  const fixed = fixedChords('detection');
  for (const chord of ['1', '5', '9', 'Shift+←', 'Alt+↓', 'Tab', 'Esc']) expect(fixed.has(chord)).toBe(true);
  expect(fixedChords('everywhere').has('Ctrl+4')).toBe(true);
  expect(fixedChords('photographers').has('M')).toBe(true);
  expect(fixed.has('B')).toBe(false);
});
