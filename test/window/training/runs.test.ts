import { fireEvent, screen, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { someDataset, someRun } from '../../support/fakeTraining.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

const failed = someRun(2, {
  state: 'failed',
  result: null,
  problem: {
    code: 'training/diverged',
    message: 'The loss became NaN at step 112.',
    remedy: 'Lower the learning rate.',
  },
});
const runs = [someRun(0), someRun(1), failed];

const list = (): Promise<HTMLElement> => screen.findByRole('list', { name: 'Runs, newest first' });
const open = () => mountTraining({ datasets: [someDataset()], runs });

test('a run says how good it became with its interval, how deep, and from what', async () => {
  await open();
  const rows = within(await list()).getAllByRole('listitem');
  expect(rows.map(textOf)).toEqual([
    'flowers, last 2 blocks 92.7 % (90.8 to 94.6 %) Last 2 blocks · MobileNetV2 1.0',
    'flowers, head 90.6 % (88.5 to 92.7 %) Head · MobileNetV2 1.0',
    'flowers, everything Failed Everything · MobileNetV2 1.0 Continue “flowers, everything” from the beginning',
  ]);
  await expectAccessible();
});

test('without a run the list says what will be in it', async () => {
  await mountTraining({});
  await screen.findByText(/Every run is kept here/);
});

test('a run opens beside the list, and New training leads back to the page', async () => {
  await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: /^flowers, head/ }));
  await screen.findByText('90.6 % right');
  expect(screen.getByText(/On 734 photos that it never saw/)).toBeTruthy();
  await expectAccessible();
  await fireEvent.click(screen.getByRole('button', { name: 'New training' }));
  await screen.findByRole('heading', { name: 'Examples' });
});

test('a run that failed says why and what to do', async () => {
  await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: /^flowers, everything/ }));
  expect((await screen.findByRole('alert')).textContent).toContain('The loss became NaN at step 112. Lower');
});

test('a removed run goes into the bin at once, and Undo takes it out', async () => {
  const { fake } = await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  await screen.findByText('“flowers, head” is in the bin.');
  expect(within(await list()).queryByRole('button', { name: /^flowers, head/ })).toBeNull();
  expect(fake.askedFor('training.forgetRun')).toEqual([{ run: someRun(1).id }]);
  await fireEvent.click(screen.getByRole('button', { name: 'Undo remove' }));
  await within(await list()).findByRole('button', { name: /^flowers, head/ });
  expect(fake.askedFor('training.restoreRun')).toEqual([{ run: someRun(1).id }]);
  expect(screen.queryByText('“flowers, head” is in the bin.')).toBeNull();
});

test('Control+Z on this screen brings a removed run back', async () => {
  await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  await screen.findByText('“flowers, head” is in the bin.');
  await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
  await within(await list()).findByRole('button', { name: /^flowers, head/ });
});

test('a run that cannot be removed is on the list again, and says why', async () => {
  const { fake } = await open();
  const problem = failure('training/run-busy', { run: someRun(1).id, pid: 7 });
  fake.failing.set('training.forgetRun', problem);
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
  await within(await list()).findByRole('button', { name: /^flowers, head/ });
  expect(screen.queryByText(/is in the bin/)).toBeNull();
});

test('a run that cannot come back stays in the bin with its Undo', async () => {
  const { fake } = await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  const problem = failure('training/run-unknown', { run: someRun(1).id });
  fake.failing.set('training.restoreRun', problem);
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo remove' }));
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
  await screen.findByText('“flowers, head” is in the bin.');
});

test('a forgotten set of examples comes back too', async () => {
  const { fake } = await open();
  await fireEvent.click(await screen.findByRole('button', { name: /^Forget/ }));
  await screen.findByText('“flowers” is in the bin.');
  await fireEvent.click(screen.getByRole('button', { name: 'Undo remove' }));
  await screen.findByRole('button', { name: /^Forget/ });
  expect(fake.askedFor('training.restoreDataset')).toEqual([{ dataset: someDataset().id }]);
});

test.each([
  ['stopped', { restart: 0, epoch: 4, step: 120 }, 'at step 120 of epoch 4'],
  ['failed', { restart: 1, epoch: 2, step: 0 }, 'with epoch 2, restart 2'],
  ['stopped', null, 'from the beginning'],
] as const)('a run that was %s at %j is continued %s', async (state, reached, words) => {
  const { fake } = await mountTraining({
    datasets: [someDataset()],
    runs: [someRun(0, { state, reached, result: null })],
  });
  const row = within(await list()).getByRole('listitem');
  expect(textOf(row)).toContain(`Continue “flowers, last 2 blocks” ${words}`);
  await fireEvent.click(within(row).getByRole('button', { name: /^Continue/ }));
  expect(fake.askedFor('training.resume')).toEqual([{ run: someRun(0).id }]);
  await screen.findByRole('button', { name: 'Take off the queue' });
  expect(screen.queryByRole('button', { name: /^Continue/ })).toBeNull();
  await expectAccessible();
});

test('a run that is under way at the command line says so instead of going on', async () => {
  const { fake } = await open();
  const problem = failure('training/run-busy', { run: failed.id, pid: 7 });
  fake.failing.set('training.resume', problem);
  await fireEvent.click(within(await list()).getByRole('button', { name: /^Continue/ }));
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
});

test('a run that is made again is queued and shown; one that changed says so', async () => {
  const { fake } = await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: /^flowers, head/ }));
  const problem = failure('training/changed', { count: 2, path: '/photos/1.jpg' });
  fake.failing.set('training.rerun', problem);
  await fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
  fake.failing.delete('training.rerun');
  await fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
  await screen.findByRole('button', { name: 'Take off the queue' });
});

test('? shows the keys of this screen', async () => {
  await open();
  await fireEvent.keyDown(document.body, { key: '?' });
  await screen.findByText('There: the head alone, everything');
  for (const does of ['In the picture of the network: one block more, one less', 'Close the settings'])
    expect(screen.getByText(does)).toBeTruthy();
  expect(screen.getByText('Bring a removed run or set back')).toBeTruthy();
});
