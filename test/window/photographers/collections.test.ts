import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure, problemOf } from '../../../electron/contract/index.ts';
import type { JobRecord } from '../../../electron/contract/index.ts';
import { aCollection, defaultPhotographerSettings, FakePhotographers } from '../../support/fakePhotographers.ts';
import { FakeTraining, hashOf, someDataset } from '../../support/fakeTraining.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { mountPhotographers, press, pressButton } from './mountPhotographers.ts';

const learning: JobRecord = {
  ...{ id: 60, kind: 'photographers.learn', title: 'Learn Masters', state: 'running', done: 3, total: 96 },
  ...{ unit: 'photos', perSecond: 4, secondsLeft: 20, failed: 0, message: '', problem: null },
};

test('without a collection the page teaches how one begins', async () => {
  await mountPhotographers(new FakePhotographers());
  await screen.findByText('Drop a folder that holds one folder per photographer.');
  screen.getByText('What you learn is kept here, with how often it is right.');
  expect(screen.getByRole('button', { name: 'Go' })).toHaveProperty('disabled', true);
  screen.getByText('It begins with photos of at least two photographers.');
  await expectAccessible();
});

test('folders become a set, and learning is queued as it was set', async () => {
  const photographers = new FakePhotographers();
  const { fake } = await mountPhotographers(photographers);
  await pressButton('By artist…');
  await waitFor(() =>
    expect(fake.askedFor('training.open')).toEqual([{ source: { kind: 'artists', grants: ['grant-1'] } }]),
  );
  await screen.findByText('The photos are being looked at first.');
  fake.training.datasets = [someDataset()];
  fake.announce('training.changed', {});
  await waitFor(() => expect(screen.queryByText('The photos are being looked at first.')).toBeNull());
  const name = screen.getByRole('textbox', { name: 'Name' });
  await waitFor(() => expect(name).toHaveProperty('value', 'flowers'));
  await fireEvent.input(name, { target: { value: 'Masters' } });
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Strangers' }));
  await fireEvent.input(screen.getByRole('spinbutton', { name: /^Repetitions/ }), { target: { value: '1' } });
  await pressButton('Go');
  const settings = { ...defaultPhotographerSettings, strangers: false, repetitions: 1 };
  await waitFor(() =>
    expect(fake.askedFor('photographers.learn')).toEqual([
      { dataset: someDataset().id, model: hashOf('a'), settings, name: 'Masters' },
    ]),
  );
  expect(await screen.findAllByText(/“Masters” is being learned/)).toHaveLength(2);
  photographers.collections = [aCollection];
  fake.report({ ...learning, state: 'done', done: 96 });
  await screen.findByRole('heading', { level: 2, name: 'Masters' });
});

test('learning that fails says why beside Go, and can be tried again', async () => {
  const { fake } = await mountPhotographers(new FakePhotographers(), {
    training: new FakeTraining({ datasets: [someDataset()] }),
  });
  await fireEvent.change(await screen.findByRole('combobox', { name: 'A set that was opened before' }), {
    target: { selectedIndex: 1 },
  });
  await pressButton('Go');
  await screen.findAllByText(/is being learned/);
  const problem = problemOf(failure('photographers/one-shoot', { className: 'roses' }));
  fake.report({ ...learning, state: 'failed', problem });
  within(await screen.findByRole('alert')).getByText(problem.message);
  await pressButton('Try again');
  await waitFor(() => expect(fake.askedFor('photographers.learn')).toHaveLength(2));
});

test('a collection is listed with its accuracy and interval, is forgotten, and is brought back by Ctrl+Z', async () => {
  const { fake } = await mountPhotographers();
  const list = await screen.findByRole('list', { name: 'Collections, newest first' });
  expect(textOf(within(list).getByRole('button', { name: /^Masters/ }))).toBe(
    'Masters 68.0 % (63.0 to 73.0 %) 4 photographers · 28 Nov 2026',
  );
  await pressButton('Forget “Masters”; its photos stay');
  await screen.findByText('“Masters” is in the bin.');
  await screen.findByText('Drop a folder that holds one folder per photographer.');
  await press('z', { ctrlKey: true });
  await screen.findByRole('list', { name: 'Collections, newest first' });
  expect(fake.askedFor('photographers.restore')).toEqual([{ model: aCollection.model }]);
  expect(fake.askedFor('edits.undo')).toEqual([]);
});

test('the report is written where a person chooses, and what fails is said there', async () => {
  const { fake } = await mountPhotographers();
  await pressButton('Save report…');
  await screen.findByText('The report was written: /home/me/Results/Masters.html');
  expect(fake.askedFor('photographers.saveReport')).toEqual([{ model: aCollection.model, target: 'target-1' }]);
  fake.failing.set('photographers.saveReport', failure('disk/full', { path: '/home/me/Results' }));
  await pressButton('Save report…');
  await screen.findByRole('alert');
  expect(screen.queryByText(/The report was written/)).toBeNull();
});
