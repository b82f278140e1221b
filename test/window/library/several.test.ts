import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { Photo } from '../../../electron/contract/index.ts';
import { someShelf } from '../../support/fakeLibrary.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string, held: KeyboardEventInit = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

async function mountSeveral(count = 30) {
  const mounted = await mountWindow({ count, shelf: someShelf });
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

test('a class is given where some photos, also those that were never in sight, only carry one below it', async () => {
  const { fake } = await mountSeveral(300);
  const labelled = (labels: string[]) => (photo: Photo) => ({
    ...photo,
    problem: null,
    label: labels[0] ?? null,
    labels,
  });
  const relabel = (last: string): void => {
    fake.photos = fake.photos.map((photo, i) => labelled([i < 250 ? 'landscape' : last])(photo));
    fake.announce('library.changed', { photos: null });
  };
  relabel('mountain');
  await waitFor(() => expect(cellOf(2).getAttribute('aria-label')).toContain('labelled landscape'));
  await press('a', { ctrlKey: true });
  await screen.findByRole('heading', { name: '300 photos selected' });
  const photos = fake.photos.map(({ id }) => id);
  await press('1');
  await waitFor(() =>
    expect(fake.askedFor('library.tag').at(-1)).toEqual({ photos, className: 'landscape', on: true }),
  );
  relabel('landscape');
  await press('1');
  await waitFor(() =>
    expect(fake.askedFor('library.tag').at(-1)).toEqual({ photos, className: 'landscape', on: false }),
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
