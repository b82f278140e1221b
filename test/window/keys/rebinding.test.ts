import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../../electron/contract/index.ts';
import { bindings } from '../../../renderer/keys/index.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';
import { cellOf, mountWindow, selectedNames } from '../library/mountWindow.ts';

const open = async (keys: Record<string, string> = {}): Promise<FakeEngine> => {
  const { fake } = await mountWindow({ count: 3, settings: { ...defaultSettings, keys } });
  await waitFor(() => expect(bindings.changes).toEqual(keys));
  return fake;
};

/** The list of keys in Settings with what `words` find in it; asked by labels, for there are many roles in it. */
async function find(words: string): Promise<HTMLElement> {
  if (!screen.queryByLabelText('Search the keys'))
    await fireEvent.click(within(screen.getByRole('navigation')).getByText('Settings'));
  const search = await screen.findByLabelText('Search the keys');
  await fireEvent.input(search, { target: { value: words } });
  return search;
}

/** Presses the key of the list that has this name, then the one that is to do it. */
async function change(name: string, key: string): Promise<void> {
  const cap = screen.getByLabelText(name);
  await fireEvent.click(cap);
  within(cap).getByText('Press a key');
  await fireEvent.keyDown(cap, { key });
}

const savedKeys = (fake: FakeEngine): unknown =>
  (fake.askedFor('settings.set') as { keys: unknown }[]).map(({ keys }) => keys).at(-1);

const queue = 'Queue: answer suggestions one after the other';

test('the key that was chosen does what the old one did, and the old one nothing', async () => {
  await open({ 'library/L': 'W' });
  await fireEvent.click(cellOf(1));
  const field = await screen.findByLabelText('Label');
  await fireEvent.keyDown(cellOf(1), { key: 'l' });
  expect(document.activeElement).not.toBe(field);
  await fireEvent.keyDown(cellOf(1), { key: 'w' });
  expect(document.activeElement).toBe(field);
});

test('another key is chosen by pressing the one of the list and then the new one', async () => {
  const fake = await open();
  await find('type a class grid');
  await change('Change L: Label: type a class', 'w');
  expect(savedKeys(fake)).toEqual({ 'library/L': 'W' });
  await waitFor(() => screen.getByLabelText('Change W: Label: type a class'));
});

test('what is typed into a field is not read as a key', async () => {
  await open({ 'library/L': 'W' });
  const search = await find('');
  expect(await fireEvent.keyDown(search, { key: 'w' })).toBe(true);
  expect(await fireEvent.keyDown(search, { key: 'l' })).toBe(true);
});

test('a key that is taken says by what, and the two can be swapped', async () => {
  const fake = await open();
  await find('grid queue');
  await change(`Change Q: ${queue}`, 'r');
  expect(savedKeys(fake)).toBeUndefined();
  screen.getByText('R is taken here: “Reject the suggestion”.');
  await fireEvent.click(screen.getByText('Swap the two'));
  expect(savedKeys(fake)).toEqual({ 'library/Q': 'R', 'library/R': 'Q' });
});

test('two keys are not swapped where one of them would be taken elsewhere', async () => {
  const fake = await open();
  await find('these keys');
  await change('Change ?: These keys', '[');
  await fireEvent.click(screen.getByText('Swap the two'));
  expect(savedKeys(fake)).toBeUndefined();
  screen.getByText('[ cannot be moved from what it does. Choose another key.');
});

test('Caps Lock goes on to the next photo by keys that were chosen, too', async () => {
  await open({ 'library/P': 'W' });
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  await fireEvent.keyDown(document.body, { key: 'W', modifierCapsLock: true });
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1002'));
});

test('number keys and Escape cannot be taken from what they do', async () => {
  const fake = await open();
  await find('grid queue');
  await change(`Change Q: ${queue}`, '3');
  screen.getByText('3 cannot be moved from what it does. Choose another key.');
  await fireEvent.click(screen.getByText('Leave it'));
  await change(`Change Q: ${queue}`, 'Escape');
  expect(screen.queryByText('Press a key')).toBeNull();
  expect(fake.askedFor('settings.set')).toEqual([]);
});

test('one key goes back to what it was, or all do', async () => {
  const fake = await open({ 'library/L': 'W', 'everywhere/?': 'F1' });
  await find('type a class');
  await fireEvent.click(screen.getByText('Back to L'));
  expect(savedKeys(fake)).toEqual({ 'everywhere/?': 'F1' });
  await fireEvent.click(screen.getByText('Reset all keys'));
  expect(savedKeys(fake)).toEqual({});
});

test('the list is searched by what keys do, and says so where nothing is found', async () => {
  await open();
  await find('quick look');
  expect([...document.querySelectorAll('h3')].map((heading) => heading.textContent.trim())).toEqual(['Grid']);
  await find('no such thing');
  screen.getByText('No key does that. Clear the search to see all of them.');
});

test('help opens by the key that was chosen, and shows the keys that were chosen', async () => {
  await open({ 'everywhere/?': 'F1', 'library/L': 'W' });
  await fireEvent.keyDown(document.body, { key: '?' });
  expect(screen.queryByRole('dialog')).toBeNull();
  await fireEvent.keyDown(document.body, { key: 'F1' });
  const dialog = await screen.findByRole('dialog', { name: 'Keys' });
  const row = within(dialog).getByText('Label: type a class').previousElementSibling;
  expect(row?.textContent.trim()).toBe('W');
  expect(screen.getByRole('button', { name: 'Keys' }).getAttribute('aria-keyshortcuts')).toBe('F1');
});
