import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../../electron/contract/index.ts';
import { livedIn, someShelf } from '../../support/fakeLibrary.ts';
import { somePhotos } from '../../support/fakeShell.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string, held: KeyboardEventInit = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

/** A digit with Shift, which writes another sign. */
const pressStars = (digit: number): Promise<boolean> => press('!', { code: `Digit${String(digit)}`, shiftKey: true });

async function selectFirst(): Promise<void> {
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
}

test('Shift and a digit give stars whatever sign that writes, and 0 takes them away', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await selectFirst();
  await pressStars(4);
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain('4 stars'));
  await pressStars(0);
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).not.toContain('star'));
  expect(fake.askedFor('library.rate')).toEqual([
    { photos: [1], rating: 4 },
    { photos: [1], rating: null },
  ]);
});

test('P picks, X rejects, U takes the flag away', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await selectFirst();
  await press('p');
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain('picked'));
  await press('x');
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain('flagged as rejected'));
  await press('u');
  await waitFor(() => expect(fake.photos[0]?.flag).toBeNull());
  await screen.findByRole('button', { name: 'Undo flag' });
});

test('the inspector shows stars and gives them; the same star again takes them away', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await selectFirst();
  const stars = await screen.findByRole('group', { name: 'Stars' });
  await fireEvent.click(within(stars).getByRole('button', { name: '3 stars' }));
  await waitFor(() =>
    expect(within(stars).getByRole('button', { name: '3 stars' }).getAttribute('aria-pressed')).toBe('true'),
  );
  await fireEvent.click(within(stars).getByRole('button', { name: '3 stars' }));
  await waitFor(() => expect(fake.photos[0]?.rating).toBeNull());
});

test('number keys give stars when they are set to, and the setting is kept', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await selectFirst();
  const toolbar = screen.getByRole('toolbar', { name: 'Library' });
  await fireEvent.click(within(toolbar).getByRole('button', { name: 'More' }));
  await fireEvent.click(await screen.findByRole('radio', { name: 'Stars' }));
  await press('5', { code: 'Digit5' });
  await waitFor(() => expect(fake.photos[0]?.rating).toBe(5));
  expect(fake.askedFor('library.label')).toEqual([]);
  expect(fake.settings.numberKeys).toBe('stars');
});

test('number keys give the classes of the shelf in its order, by the place of the key', async () => {
  const { fake } = await mountWindow({ count: 30, shelf: someShelf });
  await screen.findByRole('treeitem', { name: /^landscape/ });
  await selectFirst();
  // On a French keyboard the key writes é.
  await press('é', { code: 'Digit2' });
  await waitFor(() => expect(fake.askedFor('library.label')).toEqual([{ photos: [1], className: 'mountain' }]));
});

test('after a label the next photo is selected where that is wished, and while Caps Lock is on', async () => {
  const { fake } = await mountWindow({
    ...{ count: 30, shelf: someShelf },
    settings: { ...defaultSettings, goOn: true },
  });
  await screen.findByRole('treeitem', { name: /^landscape/ });
  await selectFirst();
  await press('1');
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1002'));
  await press('p');
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1003'));
  await waitFor(() =>
    expect(fake.photos.slice(0, 2).map(({ label, flag }) => [label, flag])).toEqual([
      ['landscape', null],
      [null, 'pick'],
    ]),
  );
});

test('Caps Lock goes on to the next photo without the setting', async () => {
  await mountWindow({ count: 30 });
  await selectFirst();
  await press('P', { modifierCapsLock: true });
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1002'));
  await press('p');
  await waitFor(() => expect(cellOf(2).getAttribute('aria-label')).toContain('picked'));
  expect(selectedNames()[0]).toContain('DSCF1002');
});

test('the same keys label, rate and flag beside a large photo, and Z shows its pixels', async () => {
  const { fake } = await mountWindow({ count: 30, shelf: someShelf });
  await screen.findByRole('treeitem', { name: /^landscape/ });
  await selectFirst();
  await press('Enter');
  await screen.findByRole('navigation', { name: 'Film strip' });
  await press('1', { code: 'Digit1' });
  await pressStars(2);
  await press('p');
  await waitFor(() => expect(fake.photos[0]).toMatchObject({ label: 'landscape', rating: 2, flag: 'pick' }));
  await press('z');
  const toolbar = screen.getByRole('toolbar', { name: 'Photo' });
  await waitFor(() => expect(toolbar.textContent).toContain('100 %'));
  await press('0', { code: 'Digit0' });
  await waitFor(() => expect(toolbar.textContent).not.toContain('%'));
});

test('signs that a keyboard has on its digits work the view where it knows them, and else are the digits', async () => {
  const { fake } = await mountWindow({ count: 30, shelf: someShelf });
  await screen.findByRole('treeitem', { name: /^landscape/ });
  await selectFirst();
  await press('+', { code: 'Digit1', shiftKey: true });
  await waitFor(() => expect(fake.askedFor('library.rate')).toEqual([{ photos: [1], rating: 1 }]));
  await press('Enter');
  const toolbar = await screen.findByRole('toolbar', { name: 'Photo' });
  await press('z');
  await waitFor(() => expect(toolbar.textContent).toContain('100 %'));
  await press('-', { code: 'Digit2' });
  await waitFor(() => expect(toolbar.textContent).not.toContain('100 %'));
  await press('0', { code: 'Digit0', shiftKey: true });
  await waitFor(() => expect(toolbar.textContent).not.toContain('%'));
  expect(fake.askedFor('library.label')).toEqual([]);
  expect(fake.askedFor('library.rate')).toHaveLength(1);
});

test('stars and flags narrow what is shown, with how many each would leave', async () => {
  const { fake } = await mountWindow({ photos: livedIn(somePhotos(60)) });
  const filters = screen.getByRole('complementary', { name: 'Filters' });
  const four = fake.photos.filter(({ rating }) => (rating ?? 0) >= 4).length;
  const choice = await within(filters).findByRole('button', { name: new RegExp(`^4 stars or more ${String(four)}$`) });
  await fireEvent.click(choice);
  await screen.findByText(`${String(four)} photos`, { selector: '[role=status]' });
  await fireEvent.click(within(filters).getByRole('button', { name: /^Picked/ }));
  await waitFor(() =>
    expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { minRating: 4, flag: 'pick' } }),
  );
});
