import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import type { JobRecord } from '../../../electron/contract/index.ts';
import { aDetector, aReport, FakeBoxes } from '../../support/fakeBoxes.ts';
import { aModel } from '../../support/fakeShell.ts';
import { box, chosenRow, mountDetect, press, rows } from './mountDetect.ts';

/** A detector that finds two boats and, less surely, a third on the first photo. */
function boats(): FakeBoxes {
  const boxes = new FakeBoxes();
  boxes.use({ ...aDetector, report: aReport });
  boxes.finds.set(1, [
    { className: 'boat', box: box(0, 0, 300, 200), score: 0.9 },
    { className: 'boat', box: box(900, 0, 1300, 200), score: 0.7 },
    { className: 'boat', box: box(2000, 0, 2100, 200), score: 0.3 },
  ]);
  boxes.finds.set(2, []);
  boxes.add(3, 'boat', box(10, 10, 300, 200));
  return boxes;
}

const found = ['boat, found, 90 %, 300 × 200 pixels', 'boat, found, 70 %, 400 × 200 pixels'];

test('the detector in use looks at a photo when it is first shown, and what is improbable is not shown', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  screen.getByText('1 less probable not shown.');
  expect(fake.askedFor('detectors.look')).toEqual([{ photo: 1, model: aDetector.model }]);
  await fireEvent.input(screen.getByRole('slider', { name: 'Show from' }), { target: { value: '0.2' } });
  await waitFor(() => expect(rows()).toHaveLength(3));
  await press('ArrowRight');
  await waitFor(() => expect(fake.askedFor('detectors.look')).toHaveLength(2));
  await press('ArrowLeft');
  await waitFor(() => expect(rows()).toHaveLength(3));
  expect(fake.askedFor('detectors.look')).toHaveLength(2);
});

test('Enter accepts and Backspace rejects, each going on to the next, and undo takes both back', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  await press('Tab');
  expect(chosenRow()).toBe(found[0]);
  await press('Enter');
  expect(rows()).toEqual(['boat, drawn, 300 × 200 pixels', found[1]]);
  expect(chosenRow()).toBe(found[1]);
  await press('Backspace');
  expect(rows()).toEqual(['boat, drawn, 300 × 200 pixels']);
  await waitFor(() => expect(fake.askedFor('boxes.reject')).toHaveLength(1));
  expect(fake.boxes.of(1).drawn).toMatchObject([{ className: 'boat', box: box(0, 0, 300, 200) }]);
  await waitFor(() => expect(screen.getByRole('button', { name: /^Undo reject/ })).toBeTruthy());
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(rows()).toEqual(found));
});

test('A accepts all that is shown, and nothing that is not', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  await press('a');
  await waitFor(() => expect(fake.boxes.of(1).drawn).toHaveLength(2));
  expect(fake.boxes.of(1).found).toMatchObject([{ score: 0.3 }]);
});

test('a photo that cannot be looked at says why, next to the photo, and it can be tried again', async () => {
  const boxes = boats();
  const fake = await mountDetect({ boxes });
  await waitFor(() => expect(rows()).toEqual(found));
  fake.failing.set('detectors.look', failure('detection/no-addon', { reason: 'there is no compiler.' }));
  await press('ArrowRight');
  await screen.findByText(/there is no compiler/);
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

test('Find in all shown queues the photos of the filter', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  await fireEvent.click(screen.getByRole('button', { name: 'Find in all shown' }));
  await waitFor(() => expect(fake.askedFor('detectors.run')).toMatchObject([{ model: aDetector.model }]));
});

test('the most useful photo is gone to, and each is offered once', async () => {
  const boxes = boats();
  boxes.queue = [1, 4, 2].map((photo) => ({ photo, usefulness: 1 / photo }));
  await mountDetect({ boxes });
  await waitFor(() => expect(rows()).toEqual(found));
  await press('n');
  await screen.findByText(/DSCF1004\.jpg · 4 of 6/);
  await press('n');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  await press('n');
  await screen.findByText(/No other photo would teach it more/);
});

const job = (id: number, change: Partial<JobRecord>): JobRecord => ({
  ...{ id, kind: 'detectors.train', title: 'Learn Boats', state: 'running', done: 0, total: 10, unit: 'steps' },
  ...{ perSecond: null, secondsLeft: null, failed: 0, message: '', problem: null },
  ...change,
});

test('a detector is learned, is in use, and what changed is told', async () => {
  const boxes = boats();
  const fake = await mountDetect({ boxes });
  await waitFor(() => expect(rows()).toEqual(found));
  await fireEvent.click(screen.getByRole('button', { name: 'Learn a detector…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Learn a detector' });
  within(dialog).getByText(/From boat \(1\)/);
  await fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'Better boats' } });
  await fireEvent.click(within(dialog).getByRole('radio', { name: /^Exact/ }));
  const itself = within(dialog).getByLabelText('The network itself');
  expect(itself).toHaveProperty('value', 'none');
  await fireEvent.change(itself, { target: { value: 'last' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Learn' }));
  await screen.findByText(/“Better boats” is being learned/);
  const settings = { form: 'exact', proposals: 'fast', heldOut: 5, tuning: { layers: 'last', steps: 100 } };
  expect(fake.askedFor('detectors.train')).toMatchObject([{ name: 'Better boats', model: 'a'.repeat(64), settings }]);
  const better = { ...aDetector, model: 'c'.repeat(64), name: 'Better boats', report: { ...aReport, meanAp50: 0.5 } };
  fake.report(job(101, { state: 'running', done: 3 }));
  boxes.use(better);
  fake.announce('detectors.changed', {});
  fake.report(job(101, { state: 'done', done: 10, message: 'Learned.' }));
  await screen.findByText(/Average precision rose from 41\.0 % to 50\.0 %/);
  expect(screen.getByRole('combobox', { name: 'Looks for things' })).toHaveProperty('value', better.model);
  await press('r');
  await waitFor(() => expect(fake.askedFor('detectors.train')).toHaveLength(2));
  expect(fake.askedFor('detectors.train')[1]).toEqual(fake.askedFor('detectors.train')[0]);
});

test('learning again takes the network of that hash, not another of its name', async () => {
  const boxes = boats();
  boxes.use({ ...aDetector, model: 'd'.repeat(64), trunk: 'e'.repeat(64) });
  const fake = await mountDetect({ boxes, models: [aModel, { ...aModel, hash: 'e'.repeat(64) }] });
  await waitFor(() => expect(rows()).toEqual(found));
  await press('r');
  await screen.findByText(/“Boats” is being learned/);
  expect(fake.askedFor('detectors.train')).toMatchObject([{ name: 'Boats', model: 'e'.repeat(64) }]);
});

test('why learning failed stands where it was begun', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  await press('r');
  await screen.findByText(/“Boats” is being learned/);
  const problem = { code: 'detection/no-boxes', message: 'There are no boxes.', remedy: 'Draw some.' };
  fake.report(job(101, { state: 'failed', problem }));
  const place = await screen.findByRole('region', { name: 'Learning' });
  await within(place).findByText('There are no boxes.');
});

test('the report tells how good it is, and a mistake opens its photo', async () => {
  const fake = await mountDetect({ boxes: boats() });
  await waitFor(() => expect(rows()).toEqual(found));
  await fireEvent.click(screen.getByRole('button', { name: 'How good is it?' }));
  await screen.findByRole('heading', { name: 'How good is Boats?' });
  within(screen.getByRole('table', { name: 'Classes' })).getByText('52.0 %');
  const mistakes = (): number => within(screen.getByRole('list', { name: 'Mistakes' })).getAllByRole('button').length;
  expect(mistakes()).toBe(2);
  await fireEvent.click(screen.getByRole('button', { name: /^Badly placed/ }));
  await waitFor(() => expect(mistakes()).toBe(1));
  await fireEvent.click(screen.getByRole('button', { name: 'Measure on all shown' }));
  await screen.findByText(/On 12 photos of the library/);
  expect(fake.askedFor('detectors.evaluate')).toMatchObject([{ model: aDetector.model }]);
  await fireEvent.click(screen.getByRole('button', { name: /DSCF1004\.jpg/ }));
  await screen.findByText(/DSCF1004\.jpg · 4 of 6/);
});
