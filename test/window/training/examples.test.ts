import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure, problemOf, type JobRecord } from '../../../electron/contract/index.ts';
import { someDataset } from '../../support/fakeTraining.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

const survey: JobRecord = {
  id: 30,
  kind: 'training.survey',
  title: 'Look at flowers',
  state: 'running',
  done: 1204,
  total: 3670,
  unit: 'photos',
  perSecond: 62,
  secondsLeft: 40,
  failed: 0,
  message: '',
  problem: null,
};

const examples = (): HTMLElement => screen.getByRole('region', { name: 'Examples' });
const dropped = (): Event =>
  Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: { types: ['Files'] } });

test('the rail has Train second, and Control+2 shows it', async () => {
  await mountTraining();
  const entry = screen.getByRole('button', { name: 'Train' });
  expect(entry.getAttribute('aria-current')).toBe('page');
  expect(entry.getAttribute('aria-keyshortcuts')).toBe('Control+2');
});

test('without examples the screen teaches what to drop, and nothing can be started', async () => {
  await mountTraining({});
  await screen.findByText('Drop a folder that holds one folder per class.');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Start training' }).disabled).toBe(true);
  expect(screen.getByText('Training begins with examples: drop a folder of classes.')).toBeTruthy();
  await expectAccessible();
});

test('a folder dropped on this screen becomes examples, not photos of the library', async () => {
  const { fake } = await mountTraining({});
  window.dispatchEvent(dropped());
  await waitFor(() =>
    expect(fake.askedFor('training.open')).toEqual([{ source: { kind: 'folders', grants: ['grant-1'] } }]),
  );
  expect(fake.askedFor('library.import')).toEqual([]);
  await within(examples()).findByText('flowers');
});

test('a dropped CSV file is a list of examples', async () => {
  const { fake, shell } = await mountTraining({});
  shell.grants = [{ id: 'grant-9', name: 'Labels.CSV', kind: 'photos' }];
  window.dispatchEvent(dropped());
  await waitFor(() => expect(fake.askedFor('training.open')).toEqual([{ source: { kind: 'csv', grant: 'grant-9' } }]));
});

test('a browser, which hides where a list lies, takes its path instead', async () => {
  const { fake, shell } = await mountTraining({}, { kind: 'browser' });
  const field = await screen.findByLabelText(/path of a folder or CSV list/);
  shell.grants = [{ id: 'grant-9', name: 'labels.csv', kind: 'photos' }];
  await fireEvent.input(field, { target: { value: '/photos/labels.csv' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Open' }));
  await waitFor(() => expect(fake.askedFor('training.open')).toEqual([{ source: { kind: 'csv', grant: 'grant-9' } }]));
  await expectAccessible();
});

test('a look that fails says why beside the examples, and what to do', async () => {
  const { fake } = await mountTraining({});
  await fireEvent.click(await screen.findByRole('button', { name: 'CSV list…' }));
  await screen.findByRole('button', { name: /^Forget/ });
  const problem = problemOf(failure('training/csv-paths', { count: 2, file: 'labels.csv', path: '/drops/7/a.jpg' }));
  const state = { state: 'failed', message: problem.message, problem } as const;
  fake.announce('jobs.changed', { ...survey, ...state });
  const alert = await within(examples()).findByRole('alert');
  expect(alert.textContent).toContain('None of the 2 photos that "labels.csv" names was found');
  expect(alert.textContent).toContain('type its path instead');
});

test('what is dropped on the library is still imported', async () => {
  const { fake } = await mountTraining({});
  await fireEvent.keyDown(document.body, { key: '1', ctrlKey: true });
  window.dispatchEvent(dropped());
  await waitFor(() => expect(fake.askedFor('library.import')).toEqual([{ grants: ['grant-1'] }]));
  expect(fake.askedFor('training.open')).toEqual([]);
});

test('a network dropped here goes on the shelf', async () => {
  const { fake, shell } = await mountTraining({});
  shell.grants = [{ id: 'grant-2', name: 'mine.onnx', kind: 'model' }];
  window.dispatchEvent(dropped());
  await waitFor(() => expect(fake.askedFor('models.add')).toEqual([{ grant: 'grant-2' }]));
  expect(fake.askedFor('training.open')).toEqual([]);
});

test.each([
  ['Choose folder…', { kind: 'folders', grants: ['grant-1'] }],
  ['Library labels', { kind: 'labels' }],
  ['CSV list…', { kind: 'csv', grant: 'grant-1' }],
  ['Photo keywords…', { kind: 'keywords', grants: ['grant-1'], branch: null }],
])('classes come from “%s”', async (name, source) => {
  const { fake } = await mountTraining({});
  await fireEvent.click(await screen.findByRole('button', { name }));
  await waitFor(() => expect(fake.askedFor('training.open')).toEqual([{ source }]));
});

test('keywords can be narrowed to what lies below one of them', async () => {
  const { fake } = await mountTraining();
  await fireEvent.click(await screen.findByRole('button', { name: 'Other examples' }));
  const branch = screen.getByLabelText(/Only below this keyword/);
  await fireEvent.input(branch, { target: { value: ' plants|flowers ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Photo keywords…' }));
  const source = { kind: 'keywords', grants: ['grant-1'], branch: 'plants|flowers' };
  await waitFor(() => expect(fake.askedFor('training.open')).toEqual([{ source }]));
});

test('each class is a shelf with its counts and some of its photos', async () => {
  await mountTraining();
  const shelf = await screen.findByRole('listitem', { name: 'dandelion' });
  expect(textOf(shelf)).toContain('dandelion 898 646 learn · 72 stop · 180 judge');
  expect(shelf.querySelectorAll('img')).toHaveLength(12);
  expect(textOf(examples())).toContain('3,670 photos · 5 classes · 3,412 scenes');
});

test('of ten thousand classes a page is shown, and more at a press', async () => {
  const classes = Array.from({ length: 10_000 }, (_, i) => ({
    ...{ className: `class ${String(i)}`, train: 8, holdout: 1, test: 2, photos: [] },
  }));
  await mountTraining({ datasets: [someDataset({ classes })] });
  const shelves = await screen.findByRole('list', { name: 'Classes' });
  expect(within(shelves).getAllByRole('listitem').length).toBeLessThan(100);
  await fireEvent.click(screen.getByRole('button', { name: 'Show 60 more classes' }));
  await within(shelves).findByRole('listitem', { name: 'class 119' });
});

test('findings stand in the order of their gravity, each with its remedy, and open their photos', async () => {
  const { findings } = someDataset();
  const blocking = { ...findings[0]!, severity: 'error' as const, sentence: 'There is only one class.', photos: [] };
  await mountTraining({ datasets: [someDataset({ findings: [...findings, blocking] })] });
  const list = await screen.findByRole('list', { name: 'Before training' });
  const rows = within(list).getAllByRole('listitem');
  expect(rows.map((row) => row.querySelector('[aria-label]')?.getAttribute('aria-label'))).toEqual([
    'In the way',
    'Warning',
    'Warning',
    'Note',
  ]);
  expect(rows[0]?.textContent).toContain('There is only one class.');
  await fireEvent.click(within(list).getByRole('button', { name: /Show the photos: 258 photos/ }));
  expect(within(list).getAllByRole('button', { name: /^Show roses\// })).toHaveLength(6);
  expect(within(list).getByText('and 252 more')).toBeTruthy();
  await fireEvent.click(within(list).getByRole('button', { name: 'Show roses/3.jpg' }));
  expect((await screen.findByRole<HTMLImageElement>('img', { name: 'roses/3.jpg' })).src).toBe('photo://3/view');
  await expectAccessible();
});

test('a finding in the way says beside Start why nothing can begin', async () => {
  const finding = { ...someDataset().findings[0]!, severity: 'error' as const };
  await mountTraining({ datasets: [someDataset({ findings: [finding] })] });
  const go = screen.getByRole('region', { name: 'Go' });
  await waitFor(() => expect(textOf(go)).toContain(finding.sentence));
  expect(within(go).getByRole<HTMLButtonElement>('button', { name: 'Start training' }).disabled).toBe(true);
});

test('while the photos are looked at, the line says how far it is and how long still', async () => {
  await mountTraining({ datasets: [someDataset({ surveyed: false })] }, { jobs: [survey] });
  const bar = await within(examples()).findByRole('progressbar', { name: 'Looking at the photos' });
  expect(bar.getAttribute('aria-valuenow')).toBe('33');
  expect(textOf(examples())).toContain('1,204 of 3,670 photos · 62 photos/s · 40 s left');
  expect(textOf(examples())).not.toContain('scenes');
});

test('a source that is refused is explained among the examples', async () => {
  const { fake } = await mountTraining({});
  fake.failing.set('training.open', failure('library/grant-unknown', { grant: 'grant-1' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Library labels' }));
  const alert = await within(examples()).findByRole('alert');
  expect(alert.textContent).toContain(failure('library/grant-unknown', { grant: 'grant-1' }).message);
});
