import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import type { Photo } from '../../../electron/contract/index.ts';
import { FakeFind } from '../../support/fakeFind.ts';
import { somePhotos } from '../../support/fakeShell.ts';
import { mountWindow } from './mountWindow.ts';

const press = (key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

/** Photos that each have a suggestion and no label, the least certain first. */
const suggested = (count: number): Photo[] =>
  somePhotos(count).map((photo, i) => ({
    ...{ ...photo, state: 'ready', problem: null, width: 300, height: 200, label: null, labels: [], rejected: false },
    best: { classIndex: i, className: i % 2 === 0 ? 'sea' : 'boat', probability: (i + 1) / (count + 1) },
  }));

async function openQueue(options: Parameters<typeof mountWindow>[0] = { photos: suggested(12) }) {
  const mounted = await mountWindow(options);
  await press('q');
  await screen.findByRole('toolbar', { name: 'Queue' });
  return mounted;
}

/** The photo that is asked about. */
const shown = async (name: RegExp): Promise<void> => {
  await waitFor(() => {
    const [first] = within(screen.getByRole('navigation', { name: 'Next photos' })).getAllByRole('button');
    expect(first?.getAttribute('aria-label')).toMatch(name);
    expect(first?.getAttribute('aria-current')).toBe('true');
  });
};

/** The class behind a number. */
const keyedBy = (answers: HTMLElement, number: string): string => {
  const row = within(answers)
    .getAllByRole('button')
    .find((button) => button.getAttribute('aria-keyshortcuts') === number);
  const name = row?.querySelector('.name')?.textContent;
  if (name === undefined) throw new Error(`No class has the key ${number}.`);
  return name;
};

test('A accepts what is suggested and the next photo is there before the engine has answered', async () => {
  const { fake } = await openQueue();
  await shown(/DSCF1001/);
  await press('a');
  await shown(/DSCF1002/);
  await press('Enter');
  await shown(/DSCF1003/);
  await waitFor(() =>
    expect(fake.askedFor('library.label')).toEqual([
      { photos: [1], className: 'sea' },
      { photos: [2], className: 'boat' },
    ]),
  );
  await screen.findByText(/2 of 12 labelled/);
});

test('R rejects, S and the arrow skip, and what was passed over comes again when it is asked for', async () => {
  const { fake } = await openQueue({ photos: suggested(3) });
  await shown(/DSCF1001/);
  await press('r');
  await shown(/DSCF1002/);
  await press('s');
  await shown(/DSCF1003/);
  await press('ArrowRight');
  await screen.findByText('3 photos passed over or rejected.');
  expect(fake.askedFor('library.reject')).toEqual([{ photos: [1] }]);
  expect(fake.askedFor('library.label')).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Go through them again' }));
  await shown(/DSCF1002/);
});

test('a number gives another class, and the left arrow goes back to see it', async () => {
  const { fake } = await openQueue();
  await shown(/DSCF1001/);
  const answers = screen.getByRole('region', { name: 'Answers' });
  const second = await waitFor(() => keyedBy(answers, '2'));
  await press('2');
  await shown(/DSCF1002/);
  expect(fake.askedFor('library.label')).toEqual([{ photos: [1], className: second }]);
  await press('ArrowLeft');
  await shown(/DSCF1001/);
  await within(answers).findByText('You said');
});

test('Ctrl+Z takes the last answer back and shows its photo again, once', async () => {
  const { fake } = await openQueue();
  await shown(/DSCF1001/);
  await press('a');
  await press('a');
  await shown(/DSCF1003/);
  await press('z', { ctrlKey: true });
  await shown(/DSCF1002/);
  expect(fake.photos.map(({ label }) => label).slice(0, 3)).toEqual(['sea', null, null]);
  expect(fake.askedFor('edits.undo')).toHaveLength(1);
});

test('when the order changes after learning the shown photo stays and those after it are others', async () => {
  const { fake } = await openQueue();
  await shown(/DSCF1001/);
  fake.photos = fake.photos.map((photo) => ({
    ...photo,
    best: photo.best && { ...photo.best, probability: 1 - photo.best.probability },
  }));
  fake.find.learned(fake.announce, { classes: 2, examples: 48, tookMs: 412, accuracy: 0.91 });
  await waitFor(() => {
    const strip = screen.getByRole('navigation', { name: 'Next photos' });
    const names = within(strip).getAllByRole('button');
    expect(names[0]?.getAttribute('aria-label')).toMatch(/DSCF1001/);
    expect(names[1]?.getAttribute('aria-label')).toMatch(/DSCF1012/);
  });
});

test('an answer that the engine refuses brings its photo back with the reason', async () => {
  const { fake } = await openQueue();
  await shown(/DSCF1001/);
  fake.failing.set('library.label', failure('disk/full', { path: '/library.db' }));
  await press('a');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full');
  await shown(/DSCF1001/);
  await screen.findByText(/0 of 12 labelled/);
});

test('the head says what it learned from, or why it cannot yet, and asks for the look at all photos', async () => {
  const { fake } = await openQueue({ photos: suggested(12), find: new FakeFind(false) });
  await fireEvent.click(await screen.findByRole('radio', { name: 'My classes' }));
  await screen.findByText('Too few labels: give two classes three photos each.');
  expect(fake.askedFor('suggestions.choose')).toEqual([{ source: 'labels' }]);
  await fireEvent.click(screen.getByRole('button', { name: 'Look at all photos' }));
  const aside = screen.getByRole('complementary', { name: 'Queue' });
  await within(aside).findByRole('progressbar', { name: 'Look at all photos' });
  fake.find.learned(fake.announce, { classes: 2, examples: 48, tookMs: 412, accuracy: 0.91 });
  await screen.findByText('Learned from 48 photos in 0.4 s, 91 % right when checked on photos it had not seen.');
});

test('accepting all above a probability is previewed while the slider moves, and is one edit', async () => {
  const { fake } = await openQueue();
  await press('a', { shiftKey: true });
  await screen.findByRole('button', { name: 'Accept 1 suggestion' });
  const slider = screen.getByRole('slider', { name: 'From' });
  for (const value of ['0.7', '0.6', '0.5']) await fireEvent.input(slider, { target: { value } });
  const accept = await screen.findByRole('button', { name: 'Accept 6 suggestions' });
  expect(fake.askedFor('suggestions.preview').length).toBeLessThan(4);
  const doubtful = await screen.findByRole('list', { name: 'The most doubtful of them' });
  await waitFor(() => expect(within(doubtful).getAllByRole('button')).toHaveLength(6));
  await fireEvent.click(accept);
  await screen.findByText('6 photos labelled. Ctrl+Z takes all of it back.');
  expect(fake.photos.filter(({ label }) => label !== null)).toHaveLength(6);
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(fake.photos.filter(({ label }) => label !== null)).toHaveLength(0));
  await waitFor(() => expect(screen.queryByText(/takes all of it back/)).toBeNull());
});

test('a doubtful photo opens before it is accepted with the others', async () => {
  await openQueue();
  await shown(/DSCF1001/);
  await press('a', { shiftKey: true });
  const doubtful = await screen.findByRole('list', { name: 'The most doubtful of them' });
  await fireEvent.click(await within(doubtful).findByRole('button', { name: /DSCF1012/ }));
  await shown(/DSCF1012/);
});

test('with nothing to answer the queue says why and offers the next step', async () => {
  const photos = suggested(4).map((photo) => ({ ...photo, best: null }));
  const { fake } = await openQueue({ photos });
  await screen.findByRole('heading', { name: 'No photo here has a suggestion' });
  await fireEvent.click(screen.getByRole('button', { name: 'Classify' }));
  await waitFor(() => expect(fake.askedFor('classification.run')).toHaveLength(1));
  await press('Escape');
  await screen.findByRole('grid', { name: 'Photos' });
});
