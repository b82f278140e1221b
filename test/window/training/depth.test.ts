import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { someDataset, someDepths } from '../../support/fakeTraining.ts';
import { columnOf, picture, stopAt } from '../../../renderer/screens/training/depth/picture.ts';
import { depthAt, depthWords, lossesFor, lossNear, positionOf } from '../../../renderer/state/training/depth.ts';
import { aModel } from '../../support/fakeShell.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

const deep = (): HTMLElement => screen.getByRole('region', { name: 'How deep' });
const handle = (): Promise<HTMLElement> => within(deep()).findByRole('slider', { name: 'How deep to train' });
const at = async (): Promise<string | null> => (await handle()).getAttribute('aria-valuenow');

test('the handle stands where it is advised, and the reason is told', async () => {
  await mountTraining();
  await waitFor(async () => expect(await at()).toBe('2'));
  expect(textOf(deep())).toContain('3,670 photos are enough for the last blocks');
  expect((await handle()).getAttribute('aria-valuetext')).toBe('Last 2 blocks: 595K of 1.05M parameters learn');
  expect(textOf(deep())).toContain('in about 1 min 56 s');
  await expectAccessible();
});

test('arrow keys move the handle by a block, Home to the head, End to everything', async () => {
  await mountTraining();
  const slider = await handle();
  await fireEvent.keyDown(slider, { key: 'ArrowDown' });
  expect(await at()).toBe('3');
  await fireEvent.keyDown(slider, { key: 'ArrowUp' });
  await fireEvent.keyDown(slider, { key: 'ArrowUp' });
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^Last block:/);
  await fireEvent.keyDown(slider, { key: 'End' });
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^Everything:/);
  await fireEvent.keyDown(slider, { key: 'ArrowDown' });
  expect(await at()).toBe('17');
  await fireEvent.keyDown(slider, { key: 'Home' });
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^Head: 6.41K/);
});

test('the mouse takes the handle to the block it points at', async () => {
  await mountTraining();
  const slider = await handle();
  slider.setPointerCapture = vi.fn();
  slider.hasPointerCapture = () => true;
  const { stops } = columnOf(someDepths());
  await fireEvent.pointerDown(slider, { button: 0, pointerId: 1, clientY: stops[5] });
  expect(await at()).toBe('5');
  await fireEvent.pointerMove(slider, { pointerId: 1, clientY: (stops[9] ?? 0) + 3 });
  expect(await at()).toBe('9');
});

test('the advice is taken back by a press after the handle was moved', async () => {
  await mountTraining();
  await fireEvent.keyDown(await handle(), { key: 'Home' });
  await fireEvent.click(screen.getByRole('button', { name: 'Take the advice' }));
  expect(await at()).toBe('2');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Take the advice' }).disabled).toBe(true);
});

test('a depth that was chosen by hand stays when new advice arrives', async () => {
  const { fake } = await mountTraining();
  await fireEvent.keyDown(await handle(), { key: 'End' });
  fake.training.datasets = [someDataset({ examples: 4000 })];
  fake.announce('training.changed', {});
  await waitFor(() => expect(fake.askedFor('training.depths').length).toBeGreaterThan(1));
  expect(await at()).toBe('17');
});

test('a network that cannot be trained deeper says why, and its head can', async () => {
  const depths = someDepths({ problem: 'Its layers use an operator without a gradient.', advised: { kind: 'head' } });
  await mountTraining({ datasets: [someDataset()], depths });
  const slider = await handle();
  await fireEvent.keyDown(slider, { key: 'ArrowDown' });
  expect(await at()).toBe('0');
  expect(slider.getAttribute('aria-disabled')).toBe('true');
  expect(textOf(deep())).toContain('Its layers use an operator without a gradient.');
});

test('another network is asked about, and styling networks are not offered', async () => {
  const other = { ...aModel, hash: 'b'.repeat(64), card: { ...aModel.card, name: 'MobileNetV2' } };
  const styler = { ...aModel, hash: 'c'.repeat(64), card: { ...aModel.card, name: 'Mosaic', task: 'style' as const } };
  const { fake } = await mountTraining({ datasets: [someDataset()] }, { models: [aModel, other, styler] });
  const select = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Network to start from' });
  expect([...select.options].map(({ text }) => text)).toEqual(['SqueezeNet 1.1', 'MobileNetV2']);
  await fireEvent.change(select, { target: { value: other.hash } });
  await waitFor(() =>
    expect(fake.askedFor('training.depths').at(-1)).toEqual({ dataset: 'f10e5a11ce00', model: other.hash }),
  );
});

test('without a network the way to Models is shown', async () => {
  await mountTraining({ datasets: [someDataset()] }, { models: [] });
  await fireEvent.click(await screen.findByRole('button', { name: 'Get one in Models' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Models', current: 'page' })).toBeTruthy());
});

test('a network that cannot be read is explained beside it', async () => {
  const { fake } = await mountTraining({});
  const problem = failure('model/unsupported', { model: 'SqueezeNet 1.1', reason: 'it is quantized' });
  fake.failing.set('training.depths', problem);
  fake.training.datasets = [someDataset()];
  fake.announce('training.changed', {});
  expect((await within(deep()).findByRole('alert')).textContent).toContain(problem.message);
});

test('positions and depths are one another’s inverse', () => {
  for (let last = 1; last < 20; last += 1)
    for (let position = 0; position <= last; position += 1)
      expect(positionOf(depthAt(position, last), last)).toBe(position);
  expect([depthAt(0, 3), depthAt(1, 3), depthAt(3, 3)].map(depthWords)).toEqual(['Head', 'Last block', 'Everything']);
});

test('a loss that a depth does not have is replaced by its twin', () => {
  const head = lossesFor({ kind: 'head' }, false);
  const all = lossesFor({ kind: 'all' }, false);
  expect(lossNear('svm', all)).toBe('squared-hinge');
  expect(lossNear('hinge', head)).toBe('svm');
  expect(lossNear('triplet', head)).toBe('softmax');
  expect(lossesFor({ kind: 'head' }, true)).toEqual(['sigmoid']);
});

test('blocks of any number fill the same height, and every stop is found again', () => {
  for (const count of [1, 3, 17, 120]) {
    const blocks = Array.from({ length: count }, () => someDepths().blocks[0]!);
    const column = columnOf({ blocks, headParameters: 1 });
    expect(column.height).toBeCloseTo(picture.headHeight + picture.blocksHeight + picture.photoHeight, 6);
    column.stops.forEach((stop, i) => expect(stopAt(column, stop, count)).toBe(i));
    expect(stopAt(column, 1e4, Math.min(2, count))).toBe(Math.min(2, count));
  }
});
