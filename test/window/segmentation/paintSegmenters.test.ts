import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { aModel } from '../../support/fakeShell.ts';
import { FakeStrokes } from '../../support/fakeStrokes.ts';
import { mountPaint, paintClass, surface } from './mountPaint.ts';
import { legend, mountSegment, pixelModel, press } from './mountSegment.ts';

const classes = (): readonly string[] =>
  screen
    .getAllByRole('radio')
    .filter((radio) => radio.closest('[role=radiogroup]'))
    .map((radio) => radio.closest('label')?.querySelector('.name')?.textContent ?? '');

const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });

test('without a segmenter the inspector teaches what painting is, and begins one on the chosen classifier', async () => {
  const fake = await mountPaint({ strokes: new FakeStrokes() });
  await screen.findByRole('heading', { name: 'Paint a few strokes, and Fovea learns the rest.' });
  const begin = screen.getByRole('button', { name: 'Begin' });
  const field = screen.getByLabelText('Classes, one per line or with commas');
  await type(field, 'sky');
  await screen.findByText('It takes two classes to tell them apart.');
  expect(begin).toHaveProperty('disabled', true);
  await type(field, 'sky\nsea, boat');
  await type(screen.getByLabelText('Name'), 'coast');
  await fireEvent.click(begin);
  await waitFor(() =>
    expect(fake.askedFor('strokes.begin')).toEqual([
      { name: 'coast', model: aModel.hash, classes: ['sky', 'sea', 'boat'], from: null },
    ]),
  );
  await surface();
  expect(classes()).toEqual(['sky', 'sea', 'boat']);
});

test('what a network saw is corrected: a segmenter begins from it, and painting begins', async () => {
  const fake = await mountSegment();
  await legend();
  await fireEvent.click(await screen.findByRole('button', { name: 'Correct this…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Correct this' });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Begin' }));
  await surface();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(fake.askedFor('strokes.begin')).toMatchObject([
    { name: 'DeepLab, corrected', model: pixelModel.hash, classes: [], from: { photo: 1, settings: { crf: false } } },
  ]);
});

test('a class is added, renamed and removed, and keeps its place among the others', async () => {
  const fake = await mountPaint();
  await surface();
  await type(screen.getByLabelText('New class'), 'boat');
  await fireEvent.click(screen.getByRole('button', { name: 'Add' }));
  await waitFor(() => expect(classes()).toEqual(['sky', 'sea', 'boat']));
  await fireEvent.click(await screen.findByRole('button', { name: 'Rename boat' }));
  const name = screen.getByLabelText('New name of boat');
  await type(name, 'ship');
  await fireEvent.keyDown(name, { key: 'Enter' });
  await waitFor(() => expect(classes()).toEqual(['sky', 'sea', 'ship']));
  await press('1');
  await screen.findByRole('button', { name: 'Rename sky' });
  await fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(classes()).toEqual(['sea', 'ship']));
  expect(fake.askedFor('strokes.change').at(-1)).toMatchObject({
    classes: [
      { name: 'sky', removed: true },
      { name: 'sea', removed: false },
      { name: 'ship', removed: false },
    ],
  });
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(classes()).toEqual(['sky', 'sea', 'ship']));
});

test('two classes of one name are refused where they are typed', async () => {
  const fake = await mountPaint();
  await surface();
  await type(screen.getByLabelText('New class'), 'sea');
  await screen.findByText('There is a class of that name.');
  expect(screen.getByRole('button', { name: 'Add' })).toHaveProperty('disabled', true);
  expect(fake.askedFor('strokes.change')).toEqual([]);
});

test('a removed segmenter comes back with Ctrl+Z, and that is said', async () => {
  await mountPaint();
  await surface();
  await fireEvent.click(screen.getByRole('button', { name: 'Remove the segmenter' }));
  await screen.findByText('“coast” was removed. Ctrl+Z brings it back.');
  await press('z', { ctrlKey: true });
  await surface();
  await waitFor(() => expect(screen.queryByText(/was removed/)).toBeNull());
});

test('a segmenter is renamed in place, and Escape leaves its name', async () => {
  const fake = await mountPaint();
  await surface();
  const rename = screen.getByRole('button', { name: 'Rename the segmenter' });
  await fireEvent.click(rename);
  const kept = screen.getByLabelText('Name of the segmenter');
  await type(kept, 'nonsense');
  await fireEvent.keyDown(kept, { key: 'Escape' });
  await fireEvent.click(rename);
  const name = screen.getByLabelText('Name of the segmenter');
  await type(name, 'shore');
  await fireEvent.keyDown(name, { key: 'Enter' });
  await screen.findByRole('option', { name: 'shore' });
  expect(fake.askedFor('strokes.change')).toMatchObject([{ name: 'shore' }]);
});

test('the other of two segmenters has classes and strokes of its own', async () => {
  const strokes = new FakeStrokes();
  strokes.add('coast', 'sky', 'sea');
  strokes.add('street', 'road', 'house', 'car');
  const fake = await mountPaint({ strokes });
  await paintClass(fake, '1');
  await screen.findByText('1 stroke on this photo');
  await fireEvent.change(screen.getByRole('combobox', { name: 'Segmenter' }), { target: { value: '2' } });
  await waitFor(() => expect(classes()).toEqual(['road', 'house', 'car']));
  await screen.findByText('0 strokes on this photo');
});

test('saving can be stopped; saved, the segmenter is on the shelf and looked with', async () => {
  const fake = await mountPaint();
  for (const key of ['1', '2']) await paintClass(fake, key);
  fake.strokes.held = true;
  await fireEvent.click(screen.getByRole('button', { name: 'Save to the shelf…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Save to the shelf' });
  const save = within(dialog).getByRole('button', { name: 'Save' });
  await fireEvent.click(save);
  await fireEvent.click(await within(dialog).findByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(fake.strokes.stopped).toBe(1));
  fake.strokes.held = false;
  await waitFor(() => expect(save).toHaveProperty('disabled', false));
  await fireEvent.click(save);
  await screen.findByText('coast is on the shelf.');
  await fireEvent.click(screen.getByRole('button', { name: 'Look with it' }));
  await waitFor(() => expect(fake.askedFor('segmentation.look').at(-1)).toMatchObject({ model: 'e'.repeat(64) }));
  await legend();
});
