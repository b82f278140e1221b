import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { FakeFind } from '../../support/fakeFind.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string): Promise<boolean> => fireEvent.keyDown(document.body, { key });

const openMenu = async (): Promise<HTMLElement> => {
  await fireEvent.click(await screen.findByRole('button', { name: 'Find' }));
  return screen.findByRole('group', { name: 'Find' });
};

/** A library in which the photos like the first one are shown. */
async function likeTheFirst() {
  const mounted = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  await press('f');
  await screen.findByText('Like DSCF1001.jpg');
  return mounted;
}

test('F finds photos like the selected one and shows the best first', async () => {
  const { fake } = await likeTheFirst();
  expect(fake.askedFor('find.run')).toEqual([expect.objectContaining({ by: { kind: 'similar', photos: [1] } })]);
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ order: 'found', filter: { found: 1 } });
});

test('each photo that was found says why, and the chip brings everything back', async () => {
  const { fake } = await likeTheFirst();
  await waitFor(() => expect(screen.getAllByText(/% alike$/).length).toBeGreaterThan(2));
  await fireEvent.click(within(screen.getByRole('region', { name: 'Search' })).getByRole('button'));
  await screen.findByText('30 photos', { selector: '[role=status]' });
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ order: 'added', filter: { found: null } });
});

test('of several photos those like any of them are found', async () => {
  const { fake } = await mountWindow({ count: 60 });
  await fireEvent.click(cellOf(1));
  await fireEvent.click(cellOf(2), { ctrlKey: true });
  const menu = await openMenu();
  await fireEvent.click(await within(menu).findByRole('button', { name: /Like these 2 photos/ }));
  await waitFor(() =>
    expect(fake.askedFor('find.run')).toEqual([expect.objectContaining({ by: { kind: 'similar', photos: [1, 2] } })]),
  );
});

test('a typed class is searched for, and a search that finds nothing leaves the grid as it is', async () => {
  await mountWindow({ count: 40 });
  const menu = await openMenu();
  await fireEvent.input(within(menu).getByLabelText('What the network sees'), { target: { value: 'whale' } });
  await fireEvent.submit(within(menu).getByLabelText('What the network sees'));
  await screen.findByText('The network sees that in no photo.');
  expect(cellOf(1)).toBeTruthy();
});

test('before the network has looked at photos the search says so and offers the look', async () => {
  const { fake } = await mountWindow({ count: 40, find: new FakeFind(false) });
  const menu = await openMenu();
  await fireEvent.click(within(menu).getByRole('button', { name: 'Outliers' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('No network has looked at these photos yet.');
  await fireEvent.click(within(alert).getByRole('button', { name: 'Look at all photos' }));
  await waitFor(() => expect(fake.askedFor('features.index')).toHaveLength(1));
});

test('of likely label errors A takes what the others say and K keeps the label', async () => {
  const { fake } = await mountWindow({ count: 100 });
  const menu = await openMenu();
  await fireEvent.click(within(menu).getByRole('button', { name: 'Likely label errors' }));
  await screen.findAllByText(/^more like/);
  await fireEvent.click(cellOf(10));
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1010'));
  await press('a');
  await waitFor(() => expect(fake.photos[9]?.label).toBe('sea'));
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1020'));
  await within(cellOf(10)).findByText('corrected');
  const before = fake.photos[19]?.label;
  await press('k');
  await within(cellOf(20)).findByText('kept');
  expect(fake.photos[19]?.label).toBe(before);
});

test('too few labels for a search are told with the number that is needed', async () => {
  await mountWindow({ count: 10 });
  const menu = await openMenu();
  await fireEvent.click(within(menu).getByRole('button', { name: 'Likely label errors' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('2 of at least 6');
});

test('in the large view a part is marked by keys and searched for, and the grid shows what was found', async () => {
  const { fake } = await mountWindow({ count: 60 });
  await fireEvent.click(cellOf(2));
  await press('e');
  await screen.findByRole('navigation', { name: 'Film strip' });
  await press('b');
  const surface = await screen.findByRole('application', { name: /Draw a box/ });
  await fireEvent.keyDown(surface, { key: 'ArrowRight' });
  await fireEvent.keyDown(surface, { key: 'Enter' });
  await screen.findByText('Like a part of DSCF1002.jpg');
  const [run] = fake.askedFor('find.run') as { by: { box: { x0: number; x1: number } } }[];
  expect(run?.by.box.x0).toBeCloseTo(1000 + 40);
  expect(run?.by.box.x1).toBeCloseTo(2000 + 40);
  await screen.findByRole('grid', { name: 'Photos' });
});
