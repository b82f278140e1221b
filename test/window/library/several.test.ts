import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { someShelf } from '../../support/fakeLibrary.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string, held: KeyboardEventInit = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

async function mountSeveral() {
  const mounted = await mountWindow({ count: 30, shelf: someShelf });
  await screen.findByRole('treeitem', { name: /^landscape/ });
  await fireEvent.click(screen.getByRole('radio', { name: 'Several' }));
  await waitFor(() => expect(mounted.fake.classes.labelling).toBe('several'));
  await waitFor(() => expect(screen.getByRole('radio', { name: 'Several' })).toHaveProperty('checked', true));
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  return mounted;
}

test('with several classes a number key adds one to those there are, and takes it away again', async () => {
  const { fake } = await mountSeveral();
  await press('2');
  await press('3');
  await waitFor(() => expect(fake.photos[0]?.labels).toEqual(['mountain', 'sea']));
  await waitFor(() => expect(cellOf(1).querySelector('[data-more="1"]')).toBeTruthy());
  expect(cellOf(1).getAttribute('aria-label')).toContain('labelled mountain, sea');
  await press('2');
  await waitFor(() => expect(fake.photos[0]?.labels).toEqual(['sea']));
});

test('of photos of which only some have a class, the key gives it to all', async () => {
  const { fake } = await mountSeveral();
  await press('2');
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain('mountain'));
  await fireEvent.click(cellOf(2), { ctrlKey: true });
  await waitFor(() => expect(selectedNames()).toHaveLength(2));
  await press('2');
  await waitFor(() =>
    expect(fake.askedFor('library.tag').at(-1)).toEqual({ photos: [1, 2], className: 'mountain', on: true }),
  );
});

test('every class of a photo stands in the inspector and can be taken away there', async () => {
  const { fake } = await mountSeveral();
  await press('2');
  await press('3');
  const inspector = screen.getByRole('complementary', { name: 'Inspector' });
  await within(inspector).findByRole('button', { name: 'Take the label “sea” away' });
  await fireEvent.click(within(inspector).getByRole('button', { name: 'Take the label “mountain” away' }));
  await waitFor(() => expect(fake.photos[0]?.labels).toEqual(['sea']));
});

test('a photo that goes on to no other keeps its place while it gets several classes', async () => {
  const { fake } = await mountSeveral();
  fake.settings = { ...fake.settings, goOn: true };
  fake.announce('settings.changed', fake.settings);
  await press('2');
  await waitFor(() => expect(fake.photos[0]?.labels).toEqual(['mountain']));
  expect(selectedNames()[0]).toContain('DSCF1001');
});
