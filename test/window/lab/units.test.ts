import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { everything } from '../../../electron/contract/index.ts';
import { FakeLab, someLayers, somePatches } from '../../support/fakeLab.ts';
import { aModel } from '../../support/fakeShell.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { choose, mountLab, openTab, press, pressButton } from './mountLab.ts';

const another = { ...aModel, hash: 'c'.repeat(64), card: { ...aModel.card, name: 'MobileNet v2' } };
const model = aModel.hash;

/** A Lab in which somebody has looked for three layers. */
function lookedThrough(unseen = 0): FakeLab {
  const lab = new FakeLab();
  const layers = someLayers.filter(({ name }) => ['conv1', 'fire5', 'fire9'].includes(name));
  lab.indexed = { layers, photos: 6, unseen };
  lab.patches = somePatches;
  return lab;
}

const chooseLayer = async (name: RegExp): Promise<void> => {
  const layers = await screen.findByRole('listbox', { name: 'Layers' });
  await fireEvent.click(await within(layers).findByRole('option', { name }));
};

test('a network is seen in blocks, and a filter or a layer that is pressed becomes the unit', async () => {
  const { fake } = await mountLab();
  await openTab('Network');
  const filters = await screen.findByRole('listbox', { name: 'Filters of conv1' });
  expect(fake.askedFor('models.describe').at(-1)).toEqual({
    network: { model },
    size: { batch: 1, width: 224, height: 224 },
  });
  await fireEvent.click(within(filters).getByRole('option', { name: 'Channel 5' }));
  screen.getByText('Channel 5 of conv1');
  const blocks = [...document.querySelectorAll('summary')].map(textOf);
  expect(blocks).toEqual([
    '111 × 111 2 layers, at most 64 channels 128K',
    '55 × 55 2 layers, at most 128 channels 192K',
    '27 × 27 1 layer, at most 256 channels 256K',
    '13 × 13 1 layer, at most 512 channels 512K',
    'No places 1 layer, at most 1000 channels 1M',
  ]);
  await fireEvent.click(screen.getByRole('button', { name: 'Concat node fire5', hidden: true }));
  screen.getByText('Channel 0 of fire5');
  await press(']');
  screen.getByText('Channel 1 of fire5');
  await expectAccessible();
  await press('t');
  await screen.findByRole('region', { name: 'Top patches' });
});

test('a second network stands beside the first, and one may go on with it', async () => {
  const { fake } = await mountLab({ models: [aModel, another] });
  await openTab('Network');
  await choose('Beside it', another.hash);
  const article = await screen.findByRole('article', { name: 'MobileNet v2' });
  await within(article).findByText('1,235,496');
  expect(fake.askedFor('lab.make').map((asked) => (asked as { model: string }).model)).toContain(another.hash);
  await pressButton('Look into MobileNet v2');
  await waitFor(() =>
    expect(screen.getAllByRole('article').map((each) => each.getAttribute('aria-label'))).toEqual([
      'MobileNet v2',
      'SqueezeNet 1.1',
    ]),
  );
});

test('where nobody has looked there is one thing to press, and the look is watched and stopped', async () => {
  const { fake } = await mountLab();
  await openTab('Top patches');
  await pressButton('Look through my library');
  expect(fake.askedFor('lab.index')).toEqual([{ model, filter: everything, layers: null }]);
  const job = { id: 70, kind: 'lab.index', title: 'Look for what excites SqueezeNet 1.1', unit: 'photos' } as const;
  const going = { done: 3, total: 6, failed: 0, perSecond: 2, secondsLeft: 2, message: '', problem: null };
  fake.jobs = [{ ...job, ...going, state: 'running' }];
  fake.announce('jobs.changed', fake.jobs[0]!);
  const page = screen.getByRole('region', { name: 'Top patches' });
  await within(page).findByText('3 of 6 photos, 2 s left');
  await fireEvent.click(within(page).getByRole('button', { name: 'Stop' }));
  expect(fake.askedFor('jobs.stop')).toEqual([{ job: 70 }]);
  // It ended: what is known is read anew.
  Object.assign(fake.lab, { indexed: lookedThrough(2).indexed, patches: somePatches });
  fake.announce('jobs.changed', { ...job, ...going, state: 'done' });
  await screen.findByText('2 photos were not looked at yet.');
  await pressButton('Look at them');
  expect(fake.askedFor('lab.index').at(-1)).toMatchObject({ layers: ['conv1', 'fire5', 'fire9'] });
});

test('a unit shows its patches, channels go by with the arrows, and a press opens the photo', async () => {
  const { fake } = await mountLab({ lab: lookedThrough() });
  await openTab('Top patches');
  await pressButton('fire5');
  await screen.findByRole('heading', { name: 'Channel 0 of fire5' });
  expect(await screen.findAllByRole('button', { name: /: open the photo$/ })).toHaveLength(9);
  await press('ArrowRight');
  await screen.findByRole('heading', { name: 'Channel 1 of fire5' });
  await waitFor(() => expect(fake.askedFor('lab.patches').at(-1)).toEqual({ model, layer: 'fire5', channel: 1 }));
  const [first] = await screen.findAllByRole('button', { name: /number 1, activation 12/ });
  const image = first!.querySelector('img')!;
  expect(image.style.width).toBe('500%');
  await expectAccessible();
  await fireEvent.click(screen.getByRole('button', { name: /^DSCF1002.jpg, number 2/ }));
  await screen.findByRole('img', { name: /DSCF1002/ });
});

test('projections are made one at a time beside the patches, can be stopped, and are kept', async () => {
  const lab = lookedThrough();
  let letGo = (): void => undefined;
  lab.hold = new Promise((resolve) => (letGo = resolve));
  const { fake } = await mountLab({ lab });
  await openTab('Top patches');
  await pressButton('conv1');
  await fireEvent.click(await screen.findByLabelText('Deconvnet'));
  const projections = () => fake.askedFor('lab.make').filter((asked) => JSON.stringify(asked).includes('projection"'));
  await waitFor(() => expect(projections()).toHaveLength(1));
  expect(projections()[0]).toEqual({
    ...{ model, others: [], photos: [{ photo: 1 }], device: null },
    settings: { method: 'projection', projection: 'deconvnet', layer: 'conv1', channel: 0 },
  });
  await press('Escape');
  expect(await screen.findAllByRole('button', { name: 'Project' })).toHaveLength(9);
  lab.hold = null;
  letGo();
  await fireEvent.click(screen.getAllByRole('button', { name: 'Project' })[2]!);
  await screen.findByRole('img', { name: 'Deconvnet of DSCF1003.jpg' });
  await fireEvent.click(screen.getByLabelText('Guided'));
  await waitFor(() => expect(screen.getAllByRole('img', { name: /^Guided of / })).toHaveLength(9));
  const made = projections().length;
  await fireEvent.click(screen.getByLabelText('Photos'));
  await fireEvent.click(screen.getByLabelText('Guided'));
  expect(screen.getAllByRole('img', { name: /^Guided of / })).toHaveLength(9);
  expect(projections()).toHaveLength(made);
});

test('a layer that was not looked for can be, together with the others', async () => {
  const { fake } = await mountLab({ lab: lookedThrough() });
  await openTab('Top patches');
  await chooseLayer(/^pool1, MaxPool/);
  await screen.findByText(/^pool1 is not among the 3 layers that were looked for\./);
  await pressButton('Look for this layer too');
  expect(fake.askedFor('lab.index')).toEqual([
    { model, filter: everything, layers: ['conv1', 'fire5', 'fire9', 'pool1'] },
  ]);
});
