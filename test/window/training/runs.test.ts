import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
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
    'flowers, everything Failed Everything · MobileNetV2 1.0',
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

test('a removed run leaves a line whose Undo brings it back, and nothing was deleted', async () => {
  const { fake } = await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  await screen.findByText('“flowers, head” is in the bin.');
  expect(within(await list()).queryByRole('button', { name: /^flowers, head/ })).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Undo remove' }));
  await within(await list()).findByRole('button', { name: /^flowers, head/ });
  expect(fake.askedFor('training.forgetRun')).toEqual([]);
});

test('Control+Z on this screen brings a removed run back', async () => {
  await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
  await within(await list()).findByRole('button', { name: /^flowers, head/ });
});

test('the bin is emptied by the next removal, and when the screen is left', async () => {
  const { fake } = await open();
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, head”' }));
  await fireEvent.click(within(await list()).getByRole('button', { name: 'Remove “flowers, everything”' }));
  await waitFor(() => expect(fake.askedFor('training.forgetRun')).toEqual([{ run: someRun(1).id }]));
  await fireEvent.keyDown(document.body, { key: '1', ctrlKey: true });
  await waitFor(() => expect(fake.askedFor('training.forgetRun')).toHaveLength(2));
  await waitFor(() => expect(fake.training.runs).toHaveLength(1));
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
});
