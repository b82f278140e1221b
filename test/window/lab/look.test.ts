import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { FakeLab } from '../../support/fakeLab.ts';
import { aModel } from '../../support/fakeShell.ts';
import { expectAccessible } from '../training/mountTraining.ts';
import { choose, mountLab, openTab, press } from './mountLab.ts';

const asked = { model: aModel.hash, others: [], device: null, photos: [{ photo: 1 }] };

test('the channels of a layer follow the photo, and the chosen one is a key away from what else is made of it', async () => {
  const { fake } = await mountLab();
  const layers = await screen.findByRole('listbox', { name: 'Layers' });
  await fireEvent.click(await within(layers).findByRole('option', { name: /^fire5, Concat, 256 × 27 × 27/ }));
  const sheet = await screen.findByRole('listbox', { name: 'Channels, the strongest first' });
  expect(fake.askedFor('lab.make').at(-1)).toEqual({
    ...asked,
    settings: { method: 'activations', layer: 'fire5', most: 256 },
  });
  await fireEvent.click(within(sheet).getByRole('option', { name: 'Channel 44' }));
  await press('p');
  await screen.findByRole('img', { name: 'Projection' });
  expect(fake.askedFor('lab.make').at(-1)).toEqual({
    ...asked,
    settings: { method: 'projection', projection: 'deconvnet', layer: 'fire5', channel: 44 },
  });
  await press('m');
  await screen.findByText('Channel 44 of fire5.');
  await expectAccessible();
});

test('another photo is looked at anew: what was made stays dimmed meanwhile, and then goes', async () => {
  const { fake } = await mountLab();
  await screen.findByRole('listbox', { name: 'Channels, the strongest first' });
  await press('ArrowRight');
  await waitFor(() => expect(document.querySelector('.stale')).not.toBeNull());
  await waitFor(() => expect(fake.askedFor('lab.make').at(-1)).toMatchObject({ photos: [{ photo: 2 }] }));
  await waitFor(() => expect(fake.askedFor('lab.forget')).toEqual([{ run: 'run-000001' }]));
  expect(document.querySelector('.stale')).toBeNull();
});

test('evidence is of the class that was named, coarse first, and says how far it is to be believed', async () => {
  const lab = new FakeLab();
  let letGo = (): void => undefined;
  lab.hold = new Promise((resolve) => (letGo = resolve));
  const { fake } = await mountLab({ lab });
  await openTab('Evidence');
  await screen.findByText('speaks for “sea”');
  const map = (): string => document.querySelector('canvas')?.getAttribute('style') ?? '';
  expect(map()).toContain('left: 16.6');
  letGo();
  await screen.findByRole('toolbar', { name: 'Result' });
  lab.hold = null;
  await fireEvent.input(screen.getByLabelText('Class'), { target: { value: 'Boat' } });
  await fireEvent.click(screen.getByLabelText('Compare with random weights'));
  await fireEvent.click(screen.getByLabelText('Check it by deletion'));
  await screen.findByText(/this map hardly depends on what the network has learned/);
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({
    settings: { map: 'occlusion', target: { kind: 'class', classIndex: 2 }, check: true, randomize: true },
  });
  screen.getByRole('img', { name: /^Deletion, by the map .*, at random / });
  await expectAccessible();
});

test('a class that there is not is said so, and nothing is asked', async () => {
  const { fake } = await mountLab();
  await openTab('Evidence');
  await screen.findByRole('toolbar', { name: 'Result' });
  const before = fake.askedFor('lab.make').length;
  await fireEvent.input(screen.getByLabelText('Class'), { target: { value: 'unicorn' } });
  screen.getByText('No class has that name.');
  expect(fake.askedFor('lab.make')).toHaveLength(before);
});

test('a network without gradients says what works all the same', async () => {
  const { fake } = await mountLab();
  await openTab('Evidence');
  fake.failing.set('lab.make', failure('lab/no-gradient', { model: 'SqueezeNet 1.1', op: 'Foo', node: 'foo1' }));
  await choose('Map', 'gradient');
  const notice = await screen.findByRole('alert');
  fake.failing.delete('lab.make');
  await fireEvent.click(within(notice).getByRole('button', { name: 'Occlusion' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  // Its map was made before, and stands there again.
  expect(screen.getByLabelText<HTMLSelectElement>('Map').value).toBe('occlusion');
  expect(document.querySelector('.stale')).toBeNull();
});

test('a projection asks for a unit before anything is made', async () => {
  const { fake } = await mountLab();
  await openTab('Projection');
  expect(await screen.findAllByText('Choose a layer and a channel on the left.')).not.toHaveLength(0);
  expect(fake.askedFor('lab.make').filter((input) => JSON.stringify(input).includes('projection'))).toEqual([]);
});
