import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { FakeLab } from '../../support/fakeLab.ts';
import { aModel, somePhotos } from '../../support/fakeShell.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { choose, mountLab, openTab, press, pressButton } from './mountLab.ts';

const another = { ...aModel, hash: 'c'.repeat(64), card: { ...aModel.card, name: 'MobileNet v2' } };

test('a picture is seen while it is made, can be stopped, and its way can be looked through', async () => {
  const lab = new FakeLab();
  let letGo = (): void => undefined;
  const { fake } = await mountLab({ lab });
  lab.hold = new Promise((resolve) => (letGo = resolve));
  await openTab('Maximize');
  await press('g');
  const live = await screen.findByRole('img', { name: 'On the way, picture 2 of 2' });
  expect(live.getAttribute('src')).toMatch(/^\/lab\/run-\d+\/frame-1\.png$/);
  screen.getByRole('progressbar', { name: 'Making: Maximize' });
  await press('Escape');
  await screen.findByText('Stopped.');
  letGo();
  lab.hold = null;
  await pressButton('Go');
  const slider = await screen.findByRole('slider', { name: 'On the way' });
  await fireEvent.input(slider, { target: { value: '0' } });
  screen.getByRole('img', { name: 'On the way, picture 1 of 3' });
  screen.getByRole('img', { name: /^What is maximized, score 1\.5/ });
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({
    photos: [],
    settings: { method: 'maximize', targets: [{ kind: 'class', classIndex: null }], steps: 256 },
  });
});

test('an attack shows original, difference and result, and on whom else it works', async () => {
  const { fake } = await mountLab({ models: [aModel, another] });
  await openTab('Break');
  await fireEvent.input(await screen.findByLabelText('Wanted class'), { target: { value: 'mountain' } });
  await pressButton('Go');
  await screen.findByRole('img', { name: 'Difference × 32' });
  const row = (name: string) => textOf(screen.getByRole('rowheader', { name }).closest('tr')!);
  expect(row('MobileNet v2')).toBe('MobileNet v2sea, 60 %sees something else');
  expect(row('JPEG 75')).toBe('JPEG 75sea, 50 %undone');
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({
    ...{ others: [another.hash], photos: [{ photo: 1 }] },
    settings: { method: 'attack', epsilon: 2, classIndex: 0, undo: true },
  });
  await expectAccessible();
});

test('many photos are attacked with their labels, and the linear lesson learns from them', async () => {
  const photos = somePhotos(6).map((photo, at) => ({ ...photo, label: [null, 'sea', 'boat'][at % 3] ?? null }));
  const { fake } = await mountLab({ photos });
  await openTab('Break');
  await choose('What is made', 'robustness');
  await screen.findByRole('heading', { name: '6 photos' });
  await pressButton('Go');
  await screen.findByRole('img', { name: /^Right answers under attack, attacked 5 %, random noise/ });
  const truths = [null, 1, 2, null, 1, 2];
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({ settings: { method: 'robustness', truths } });
  await choose('What is made', 'linear');
  await pressButton('Go');
  const alpha = await screen.findByRole('slider', { name: 'α' });
  await fireEvent.input(alpha, { target: { value: '3' } });
  screen.getByRole('img', { name: 'The photo with 0 times the weights added' });
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({
    photos: [2, 3, 5, 6].map((photo) => ({ photo })),
    settings: { method: 'linear', classNames: ['boat', 'sea'], truths: [1, 0, 1, 0] },
  });
});

test('a style needs a second photo, and a network for one style needs one on the shelf', async () => {
  const { fake } = await mountLab();
  await openTab('Style');
  await screen.findByText('Choose the second photo on the right.', { selector: '.go p' });
  await pressButton('Take DSCF1001.jpg');
  await press('ArrowRight');
  await waitFor(() => expect(screen.getByRole('img', { name: 'DSCF1002.jpg' })).toBeTruthy());
  await pressButton('Go');
  await screen.findByRole('img', { name: 'Result' });
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({ photos: [{ photo: 2 }, { photo: 1 }] });
  await choose('What is made', 'fast-style');
  await screen.findByText('No style is on the shelf.');
});

test('a result is saved with its recipe, forgotten, brought back, and shown again from the strip', async () => {
  const { fake } = await mountLab();
  await openTab('Invert');
  await pressButton('Go');
  await screen.findByRole('toolbar', { name: 'Result' });
  await press('s');
  await screen.findByText(/^2 pictures with the recipe inside: \/home\/me\/Results\/original\.png/);
  const [run] = fake.lab.runs;
  expect(fake.askedFor('lab.save')).toEqual([
    { run: run?.id, files: ['original.png', 'result.png'], form: 'png', target: 'target-1' },
  ]);
  await pressButton('Poster…');
  await waitFor(() => expect(fake.askedFor('lab.save').at(-1)).toMatchObject({ run: run?.id, form: 'pdf' }));
  await pressButton('Forget');
  await screen.findByText('From features is in the bin.');
  await waitFor(() => expect(screen.queryByRole('toolbar', { name: 'Result' })).toBeNull());
  await press('z', { ctrlKey: true });
  await screen.findByRole('toolbar', { name: 'Result' });
  await openTab('Style');
  const strip = screen.getByRole('list', { name: 'Results, newest first' });
  await fireEvent.click(within(strip).getByRole('button', { name: 'From features, SqueezeNet 1.1, DSCF1001.jpg' }));
  expect(screen.getByRole('tab', { name: 'Invert' }).getAttribute('aria-selected')).toBe('true');
});

test('a picture with a recipe sets the method, its settings and its photos', async () => {
  const { fake, shell } = await mountLab();
  await screen.findByRole('toolbar', { name: 'Result' });
  shell.grants = [{ id: 'grant-9', name: 'style.PNG', kind: 'photos' }];
  await pressButton('File…');
  await waitFor(() => expect(screen.getByRole('tab', { name: 'Style' }).getAttribute('aria-selected')).toBe('true'));
  expect(fake.askedFor('lab.open')).toEqual([{ grant: 'grant-9' }]);
  await press('g');
  await screen.findByRole('img', { name: 'Result' });
  expect(fake.askedFor('lab.make').at(-1)).toMatchObject({
    photos: [{ photo: 2 }, { photo: 3 }],
    settings: { method: 'style', steps: 77 },
  });
});
