import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure, TrainingSettings } from '../../../electron/contract/index.ts';
import { rgbaOf } from '../../../renderer/screens/training/expert/pixels.ts';
import { asideGroup, headGroup, loopGroup, viewsRow } from '../../../renderer/screens/training/expert/settings.ts';
import { someDataset, someRun } from '../../support/fakeTraining.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

const go = (): HTMLElement => screen.getByRole('region', { name: 'Go' });
const drawer = (): HTMLElement => screen.getByRole('complementary', { name: 'Every setting' });
const started = (fake: Awaited<ReturnType<typeof mountTraining>>['fake']) =>
  fake.askedFor('training.start') as { settings: TrainingSettings; name: string }[];

async function openDrawer() {
  const mounted = await mountTraining();
  await waitFor(() => expect(mounted.fake.askedFor('training.depths')).not.toEqual([]));
  await fireEvent.click(await screen.findByRole('button', { name: 'Every setting…' }));
  return mounted;
}

test('Go says what is learned from and judged by, and Start queues exactly that and shows it', async () => {
  const { fake } = await mountTraining();
  await waitFor(() => expect(textOf(go())).toContain('Learns from 2,641 Stops by 294 Is judged by 735'));
  await screen.findByDisplayValue('flowers, last 2 blocks');
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await screen.findByRole('heading', { level: 2, name: 'flowers, last 2 blocks' });
  expect(fake.askedFor('training.start')).toEqual([
    {
      dataset: 'f10e5a11ce00',
      model: fake.models[0]?.hash,
      settings: TrainingSettings.parse({ depth: { kind: 'blocks', blocks: 2 } }),
      name: 'flowers, last 2 blocks',
    },
  ]);
});

test('a run that was named keeps its name while depth changes', async () => {
  const { fake } = await mountTraining();
  await fireEvent.input(await screen.findByLabelText(/Name of the run/), { target: { value: 'My flowers' } });
  await fireEvent.keyDown(await screen.findByRole('slider', { name: 'How deep to train' }), { key: 'Home' });
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(started(fake).map(({ name }) => name)).toEqual(['My flowers']));
});

test('while a run is going, the next one is added to the queue', async () => {
  const waiting = someRun(1, { name: 'flowers, waiting', state: 'waiting', result: null });
  const running = someRun(0, { state: 'running', result: null });
  await mountTraining({ datasets: [someDataset()], runs: [waiting, running] });
  await within(go()).findByRole('button', { name: 'Add to the queue' });
  expect(textOf(go())).toContain('Waiting flowers, waiting');
});

test('a start that is refused is explained beside the button', async () => {
  const { fake } = await mountTraining();
  const problem = failure('training/too-few', { className: 'roses', count: 1, needed: 2 });
  fake.failing.set('training.start', problem);
  await fireEvent.click(await screen.findByRole('button', { name: 'Start training' }));
  expect((await within(go()).findByRole('alert')).textContent).toContain(problem.message);
});

test('the head may be a linear SVM, and deeper it becomes the squared hinge', async () => {
  const { fake } = await mountTraining();
  const slider = await screen.findByRole('slider', { name: 'How deep to train' });
  await fireEvent.keyDown(slider, { key: 'Home' });
  await fireEvent.change(screen.getByRole('combobox', { name: 'What is minimized' }), { target: { value: 'svm' } });
  await fireEvent.keyDown(slider, { key: 'End' });
  expect(screen.getByText('As hinge, but large mistakes weigh more.')).toBeTruthy();
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(started(fake)[0]?.settings.loss).toBe('squared-hinge'));
});

test('a set whose photos have several classes is learned as yes or no per class', async () => {
  const { fake } = await mountTraining({ datasets: [someDataset({ multiLabel: true })] });
  await fireEvent.click(await screen.findByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(started(fake)[0]?.settings.loss).toBe('sigmoid'));
});

test('every setting of a run has a name and a sentence, and stands on the page or in the drawer once', () => {
  const rows = [...headGroup.rows, ...loopGroup.rows, viewsRow, ...asideGroup.rows];
  const keys = rows.map((row) => (row.kind === 'layer' ? 'layer' : row.key));
  const elsewhere = ['depth', 'loss', 'augmentation'];
  expect([...keys, ...elsewhere].sort()).toEqual(Object.keys(TrainingSettings.shape).sort());
  for (const { name, why } of rows) expect([name, why.endsWith('.')]).toEqual([name, true]);
});

test('a setting that is changed reaches the run; Restore defaults takes it back', async () => {
  const { fake } = await openDrawer();
  await fireEvent.input(within(drawer()).getByLabelText('Epochs'), { target: { value: '25' } });
  await fireEvent.change(within(drawer()).getByLabelText('Optimizer'), { target: { value: 'adamw' } });
  await fireEvent.click(within(drawer()).getByLabelText('Find by a short test'));
  await fireEvent.input(within(drawer()).getByLabelText('Learning rate'), { target: { value: '0.003' } });
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await waitFor(() =>
    expect(started(fake)[0]?.settings).toMatchObject({ epochs: 25, optimizer: 'adamw', learningRate: 0.003 }),
  );
  await screen.findByRole('heading', { level: 2, name: 'flowers, last 2 blocks' });
  await fireEvent.click(screen.getByRole('button', { name: 'New training' }));
  await screen.findByText('Some settings differ from the defaults.');
  await fireEvent.click(screen.getByRole('button', { name: 'Every setting…' }));
  await fireEvent.click(within(drawer()).getByRole('button', { name: 'Restore defaults' }));
  expect(within(drawer()).getByLabelText<HTMLInputElement>('Epochs').value).toBe('10');
  expect(within(drawer()).getByLabelText<HTMLInputElement>('Find by a short test').checked).toBe(true);
});

test('a number outside of what a setting can be is said so and not used', async () => {
  const { fake } = await openDrawer();
  await fireEvent.input(within(drawer()).getByLabelText('Batch'), { target: { value: '0' } });
  expect(within(drawer()).getByRole('alert').textContent).toContain('32 stays');
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(started(fake)[0]?.settings.batch).toBe(32));
});

test('adversarial training can be set where all layers learn, and only there', async () => {
  const { fake } = await openDrawer();
  const field = (): HTMLInputElement => within(drawer()).getByLabelText<HTMLInputElement>('Adversarial (ε)');
  expect(field().disabled).toBe(true);
  await fireEvent.keyDown(screen.getByRole('slider', { name: 'How deep to train' }), { key: 'End' });
  expect(field().disabled).toBe(false);
  await fireEvent.input(field(), { target: { value: '4' } });
  await fireEvent.click(within(go()).getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(started(fake)[0]?.settings).toMatchObject({ depth: { kind: 'all' }, adversarial: 4 }));
});

test('the drawer has the focus when it opens, and Escape gives it back', async () => {
  await openDrawer();
  expect(document.activeElement?.textContent).toBe('Every setting');
  await expectAccessible();
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  expect(screen.queryByRole('complementary', { name: 'Every setting' })).toBeNull();
  expect(document.activeElement?.textContent).toContain('Every setting…');
});

test('for the head alone, the settings of the loop are not shown', async () => {
  await openDrawer();
  await fireEvent.keyDown(screen.getByRole('slider', { name: 'How deep to train' }), { key: 'Home' });
  expect(within(drawer()).queryByLabelText('Epochs')).toBeNull();
  expect(within(drawer()).getByText(/Nothing to set: only the head learns/)).toBeTruthy();
});

test('the preview varies one of the user’s own photos; another draw is the next seed, another photo the next one', async () => {
  const { fake } = await openDrawer();
  const model = fake.models[0]?.hash;
  const { augmentation } = TrainingSettings.parse({});
  const asked = { photo: 1, model, augmentation, seed: 1, count: 7 };
  await waitFor(() => expect(fake.askedFor('training.preview')).toEqual([asked]));
  await fireEvent.click(within(drawer()).getByRole('button', { name: 'Other draw' }));
  await waitFor(() => expect(fake.askedFor('training.preview').at(-1)).toEqual({ ...asked, seed: 2 }));
  await fireEvent.click(within(drawer()).getByRole('button', { name: 'Other photo' }));
  await waitFor(() => expect(fake.askedFor('training.preview').at(-1)).toEqual({ ...asked, seed: 2, photo: 2 }));
  await fireEvent.input(within(drawer()).getByLabelText('Blur'), { target: { value: '0.5' } });
  await waitFor(() =>
    expect(fake.askedFor('training.preview').at(-1)).toMatchObject({ augmentation: { ...augmentation, blur: 0.5 } }),
  );
});

test('the bytes of a small picture become opaque pixels in their order', () => {
  const rgb = btoa(String.fromCharCode(1, 2, 3, 250, 251, 252));
  expect([...rgbaOf({ width: 2, height: 1, rgb })]).toEqual([1, 2, 3, 255, 250, 251, 252, 255]);
});
