import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string): Promise<boolean> => fireEvent.keyDown(document.body, { key });

/** What stands on a photo of its group; undefined: nothing. */
const chipOf = (number: number): HTMLElement | undefined =>
  cellOf(number).querySelector<HTMLElement>('[data-group]') ?? undefined;
const wordsOn = (number: number): string | undefined => chipOf(number)?.dataset['group'];

async function mountBursts(count = 60) {
  const mounted = await mountWindow({ count });
  await fireEvent.change(screen.getByLabelText('Order'), { target: { value: 'burst' } });
  await waitFor(() => expect(wordsOn(1)).toBe('1 of 3'));
  return mounted;
}

test('photos of a burst stand together and say so', async () => {
  await mountBursts();
  expect(cellOf(2).getAttribute('aria-label')).toContain('2 of 3 together');
  expect(wordsOn(3)).toBe('3 of 3');
  expect(wordsOn(4)).toBeUndefined();
});

test('J selects the whole group of the photo under the cursor', async () => {
  await mountBursts();
  await fireEvent.click(cellOf(9));
  await press('j');
  await waitFor(() =>
    expect(selectedNames().map((name) => name.slice(0, 8))).toEqual(['DSCF1008', 'DSCF1009', 'DSCF1010']),
  );
});

test('a press on the chip of a group selects all of it', async () => {
  await mountBursts();
  await fireEvent.click(chipOf(15)!);
  await screen.findByRole('heading', { name: '3 photos selected' });
  expect(selectedNames().map((name) => name.slice(0, 8))).toEqual(['DSCF1015', 'DSCF1016', 'DSCF1017']);
});

test('a group that lies on two pages, one of them not loaded, is selected whole', async () => {
  const { fake } = await mountBursts(300);
  await fireEvent.click(cellOf(1));
  // Pages end after a hundred photos; the group is of the photos 99 to 101.
  for (let i = 0; i < 5; i++) await press('PageDown');
  await press('j');
  await screen.findByRole('heading', { name: '3 photos selected' });
  await press('p');
  await waitFor(() => expect(fake.askedFor('library.flag')).toEqual([{ photos: [99, 100, 101], flag: 'pick' }]));
});
