import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { someShelf } from '../../support/fakeLibrary.ts';
import { mountWindow } from './mountWindow.ts';

const tree = (): HTMLElement => screen.getByRole('tree', { name: 'Classes' });
const row = (name: string): HTMLElement => within(tree()).getByRole('treeitem', { name: new RegExp(`^${name}\\b`) });

async function mountShelf() {
  const mounted = await mountWindow({ count: 30, shelf: someShelf });
  await waitFor(() => expect(row('landscape')).toBeTruthy());
  return mounted;
}

/** Types a new name over a class, as F2 lets one. */
async function rename(from: string, to: string): Promise<void> {
  await fireEvent.click(row(from));
  await fireEvent.keyDown(row(from), { key: 'F2' });
  const field = await screen.findByRole('textbox', { name: `New name of “${from}”` });
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: to } });
  await fireEvent.keyDown(field, { key: 'Enter' });
}

test('a class is called otherwise in place, and what is shown of it follows', async () => {
  const { fake } = await mountShelf();
  await rename('bird', 'swallow');
  await waitFor(() => expect(row('swallow')).toBeTruthy());
  await waitFor(() => expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { className: 'swallow' } }));
  await screen.findByRole('button', { name: 'Undo Call “bird” “swallow”' });
});

test('a name that was typed keeps the focus at its row; where a person pressed elsewhere it stays there', async () => {
  const { fake } = await mountShelf();
  await rename('bird', 'swallow');
  await waitFor(() => expect(document.activeElement).toBe(row('swallow')));
  expect(row('swallow').tabIndex).toBe(0);
  await fireEvent.keyDown(row('swallow'), { key: 'F2' });
  const field = await screen.findByRole('textbox', { name: 'New name of “swallow”' });
  await fireEvent.input(field, { target: { value: 'swift' } });
  const elsewhere = screen.getByRole('textbox', { name: 'New class' });
  elsewhere.focus();
  await waitFor(() => expect(fake.askedFor('classes.rename')).toHaveLength(2));
  await waitFor(() => expect(row('swift')).toBeTruthy());
  expect(document.activeElement).toBe(elsewhere);
});

test('Escape leaves the name as it was', async () => {
  const { fake } = await mountShelf();
  await fireEvent.click(row('bird'));
  await fireEvent.keyDown(row('bird'), { key: 'F2' });
  await fireEvent.keyDown(await screen.findByRole('textbox', { name: 'New name of “bird”' }), { key: 'Escape' });
  await waitFor(() => expect(document.activeElement).toBe(row('bird')));
  expect(fake.askedFor('classes.rename')).toEqual([]);
});

test('a name that another class has is refused with the offer to merge the two', async () => {
  const { fake } = await mountShelf();
  await rename('boat', 'sea');
  const alert = await screen.findByRole('alert');
  await fireEvent.click(within(alert).getByRole('button', { name: 'Merge the two' }));
  await waitFor(() => expect(fake.askedFor('classes.merge')).toEqual([{ from: [5], into: 3 }]));
  await waitFor(() => expect(within(tree()).queryByRole('treeitem', { name: /^boat \d+ labelled/ })).toBeNull());
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

test('the menu of a class merges it into another, and says first what that does', async () => {
  const { fake } = await mountShelf();
  await fireEvent.click(within(row('boat')).getByTitle('What to do with “boat”'));
  await fireEvent.click(await screen.findByRole('menuitem', { name: /^Merge into/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Merge “boat”' });
  await fireEvent.change(within(dialog).getByLabelText('It becomes'), { target: { value: '4' } });
  expect(dialog.textContent).toMatch(/photos? of “boat” will be of “bird”/);
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Merge' }));
  await waitFor(() => expect(fake.askedFor('classes.merge')).toEqual([{ from: [5], into: 4 }]));
});

test('arrows go through the menu, and Escape gives the focus back', async () => {
  await mountShelf();
  await fireEvent.contextMenu(row('bird'));
  const menu = await screen.findByRole('menu', { name: 'Class “bird”' });
  await waitFor(() => expect(document.activeElement).toBe(within(menu).getByRole('menuitem', { name: /^Rename/ })));
  await fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(within(menu).getByRole('menuitem', { name: /^Merge/ }));
  await fireEvent.keyDown(menu, { key: 'Escape' });
  await waitFor(() => expect(document.activeElement).toBe(row('bird')));
});

test('a class with photos is removed after a word about them, and undo brings it back', async () => {
  const { fake } = await mountShelf();
  await fireEvent.click(row('sea'));
  await waitFor(() => expect(row('sea').getAttribute('aria-selected')).toBe('true'));
  await fireEvent.keyDown(row('sea'), { key: 'Delete' });
  const dialog = await screen.findByRole('dialog', { name: 'Remove the class “sea”' });
  expect(dialog.textContent).toMatch(/1 photo will lose this label. The photos stay./);
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(fake.askedFor('classes.remove')).toEqual([{ classes: [3] }]));
  await waitFor(() => expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { className: null } }));
  expect(fake.askedFor('library.forget')).toEqual([]);
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo Remove the class sea' }));
  await waitFor(() => expect(row('sea').getAttribute('aria-level')).toBe('2'));
});

test('a new class is on the shelf before it has a photo; one that is there already is refused', async () => {
  await mountShelf();
  const field = screen.getByRole('textbox', { name: 'New class' });
  const make = (name: string): Promise<boolean> =>
    fireEvent.input(field, { target: { value: name } }).then(() => fireEvent.submit(field.closest('form')!));
  await make('heron');
  await waitFor(() => expect(row('heron')).toBeTruthy());
  await waitFor(() => expect(field).toHaveProperty('value', ''));
  await make('heron');
  expect((await screen.findByRole('alert')).textContent).toContain('heron');
});
