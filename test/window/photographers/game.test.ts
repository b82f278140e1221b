import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { aCollection, FakePhotographers } from '../../support/fakePhotographers.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { mountPhotographers, openTab, press, pressButton } from './mountPhotographers.ts';

test('photos are guessed by the keyboard alone, each once, and the score of both is told', async () => {
  const { fake } = await mountPhotographers();
  await openTab('The game');
  await screen.findByRole('img', { name: 'Who took it?' });
  await press('1');
  await screen.findByText(/Right\. The network said Lange, which is right\./);
  await press('2'); // told already: counts for nothing
  await press('Enter');
  await waitFor(() => expect(screen.queryByText(/The network said/)).toBeNull());
  await press('0');
  await screen.findByText(/It is by Keïta\. The network said Nadar, which is wrong\./);
  expect(fake.askedFor('photographers.guess')).toMatchObject([
    { model: aCollection.model, path: '/photos/0.jpg', guess: 0 },
    { model: aCollection.model, path: '/photos/1.jpg', guess: null },
  ]);
  const score = textOf(screen.getByRole('region', { name: 'Score' }));
  expect(score).toMatch(/Guessed 2 photos ?You 50\.0 % \(10\.0 to 90\.0 %\) ?The network 50\.0 %/);
  await expectAccessible();
});

test('a key that is held or belongs to nobody guesses nothing', async () => {
  const { fake } = await mountPhotographers();
  await openTab('The game');
  await screen.findByRole('img', { name: 'Who took it?' });
  for (const key of ['5', 'z', 'Enter']) await press(key);
  await Promise.all([press('2'), press('3')]);
  await screen.findByText(/The network said/);
  expect(fake.askedFor('photographers.guess')).toMatchObject([{ guess: 1 }]);
});

test('the person stands in the table of how sure it is', async () => {
  await mountPhotographers();
  await openTab('How sure');
  await pressButton('How good are you?');
  await screen.findByRole('img', { name: 'Who took it?' });
  await press('4');
  await screen.findByText(/The network said/);
  await openTab('How sure');
  const table = screen.getByRole('table', { name: 'How often answers are right' });
  const row = within(table).getByRole('rowheader', { name: 'You, 1 photo' }).closest('tr');
  expect(row && textOf(row)).toContain('0.0 %');
});

test('starting again asks before it forgets', async () => {
  const { fake } = await mountPhotographers();
  await openTab('The game');
  await screen.findByRole('img', { name: 'Who took it?' });
  await press('3');
  await pressButton('Start again…');
  expect(fake.askedFor('photographers.clearGuesses')).toEqual([]);
  await pressButton('Forget the guesses');
  await waitFor(() => expect(fake.askedFor('photographers.clearGuesses')).toHaveLength(1));
  await screen.findByText(/stand here after the first guess/);
});

test('a photo outside the library says why it is not shown, and the end is the end', async () => {
  const photographers = new FakePhotographers([aCollection]);
  photographers.deck = [{ photo: null, truth: 0, answer: 1 }];
  await mountPhotographers(photographers);
  await openTab('The game');
  await screen.findByText(/This photo is not in the library/);
  await press('0');
  await pressButton('Next photo');
  await screen.findByText('There are no more photos.');
});
