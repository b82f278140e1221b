import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { evidencePixels } from '../../../renderer/screens/photographers/who/evidencePixels.ts';
import { evidenceWords, isBelievable } from '../../../renderer/screens/photographers/words.ts';
import { aCollection, FakePhotographers, someEvidence } from '../../support/fakePhotographers.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { mountPhotographers, pressButton } from './mountPhotographers.ts';

const { model } = aCollection;

test('the photo of the library is asked about, and the answer is ranked with the photos most like it', async () => {
  const { fake } = await mountPhotographers();
  await pressButton('Ask about DSCF1001.jpg');
  const ranking = await screen.findByRole('list', { name: 'Photographers, the likeliest first' });
  expect(fake.askedFor('photographers.identify')).toEqual([{ model, of: { photo: 1 } }]);
  const verdict = screen.getAllByRole('status').map(textOf);
  expect(verdict).toContain('Most likely Lange 71 % of the probability among those that it knows.');
  expect(
    within(ranking)
      .getAllByRole('button', { name: /^Why\?/ })
      .map(textOf),
  ).toEqual(['Lange', 'Keïta', 'Nadar', 'Penn'].map((name) => `Why? ${name}`));
  within(ranking).getByText('Most alike by Nadar');
  expect(within(ranking).getAllByText(/^alike 0\.\d\d$/)).toHaveLength(9);
  await expectAccessible();
});

test('nobody whom it knows is said plainly', async () => {
  const photographers = new FakePhotographers([aCollection]);
  photographers.isKnown = false;
  await mountPhotographers(photographers);
  await pressButton('Ask about DSCF1001.jpg');
  await screen.findByText('Nobody I know');
  expect(screen.queryByText('Most likely')).toBeNull();
});

test('evidence is shown for one photographer, with what is left without it, by either method', async () => {
  const { fake } = await mountPhotographers();
  await pressButton('Ask about DSCF1001.jpg');
  await pressButton('Why? Keïta');
  await screen.findByText(/34 % of the score is left; without a drawn tenth 91 %/);
  await fireEvent.click(screen.getByRole('radio', { name: 'Gradient' }));
  await screen.findByText(/on the way from grey/);
  const path = { path: '/home/me/Pictures/found.jpg', photo: 1 };
  expect(fake.askedFor('photographers.evidence')).toEqual([
    { model, path, className: 'Keïta', method: 'occlusion' },
    { model, path, className: 'Keïta', method: 'gradient' },
  ]);
});

test('a file is answered though it cannot be shown, and may come into the library', async () => {
  const { fake } = await mountPhotographers();
  await pressButton('Choose a photo…');
  await screen.findByText('Most likely');
  expect(fake.askedFor('photographers.identify')).toEqual([{ model, of: { grant: 'grant-1' } }]);
  await pressButton('Bring it into the library');
  await waitFor(() => expect(fake.askedFor('library.import')).toEqual([{ grants: ['grant-1'] }]));
});

test('what takes long can be stopped, and what fails stands beside the photo', async () => {
  const photographers = new FakePhotographers([aCollection]);
  photographers.hold = new Promise(() => undefined);
  const { fake } = await mountPhotographers(photographers);
  await pressButton('Ask about DSCF1001.jpg');
  await screen.findByRole('progressbar', { name: 'Looking at the photo' });
  await pressButton('Stop');
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  fake.failing.set('photographers.identify', failure('photo/missing', { path: '/gone.jpg' }));
  await pressButton('Ask again');
  await within(screen.getByRole('complementary', { name: 'Answer' })).findByRole('alert');
});

test('the strongest place is opaque, and what speaks for and what against have their colors', () => {
  const pixels = evidencePixels([1, 0, -0.5], [1, 2, 3], [7, 8, 9]);
  expect([...pixels]).toEqual([1, 2, 3, 255, 7, 8, 9, 0, 7, 8, 9, 128]);
  expect([...evidencePixels([0], [1, 2, 3], [7, 8, 9])]).toEqual([7, 8, 9, 0]);
});

test('a score that speaks for nobody has no share that is left', () => {
  const evidence = { ...someEvidence(3), score: -0.4, withoutTop: -0.9, withoutDrawn: -0.5 };
  expect(evidenceWords(evidence)).toContain('the score is -0.90; without a drawn tenth the score is -0.50');
  expect(isBelievable(evidence)).toBe(true);
  expect(isBelievable({ ...evidence, withoutDrawn: -1 })).toBe(false);
});
