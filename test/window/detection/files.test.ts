import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { everything, failure } from '../../../electron/contract/index.ts';
import { aDetector, FakeBoxes } from '../../support/fakeBoxes.ts';
import { mountDetect } from './mountDetect.ts';

async function open(button: string, title: string): Promise<HTMLElement> {
  await fireEvent.click(screen.getByRole('button', { name: button }));
  return screen.findByRole('dialog', { name: title });
}

test('an import tells how many boxes came onto how many photos, what was lost and what could not be read', async () => {
  const boxes = new FakeBoxes();
  boxes.imported = {
    ...{ photos: 3, boxes: 17, losses: ['Left out: whether boxes are occluded.'] },
    problems: [
      { path: '/a/b.xml', problem: { code: 'x', message: 'It is no annotation file.', remedy: 'Choose another.' } },
    ],
  };
  const fake = await mountDetect({ boxes });
  const dialog = await open('Import…', 'Import boxes');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Choose files…' }));
  await within(dialog).findByText(/17 boxes on 3 photos/);
  within(dialog).getByText('Left out: whether boxes are occluded.');
  within(dialog).getByText('a/b.xml: It is no annotation file. Choose another.');
  expect(fake.askedFor('boxes.import')).toEqual([{ grants: ['boxes-1'] }]);
});

test('what a format cannot hold is told before anything is written', async () => {
  const boxes = new FakeBoxes();
  boxes.losses = ['YOLO has no place for difficult boxes.'];
  const fake = await mountDetect({ boxes });
  const dialog = await open('Export…', 'Export boxes');
  await fireEvent.click(within(dialog).getByLabelText(/^YOLO/));
  await within(dialog).findByText('YOLO has no place for difficult boxes.');
  expect(fake.askedFor('boxes.losses').at(-1)).toEqual({ filter: everything, formats: ['voc', 'yolo'] });
  expect(fake.askedFor('boxes.export')).toEqual([]);
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Choose folder and write…' }));
  await waitFor(() =>
    expect(fake.askedFor('boxes.export')).toEqual([
      { filter: everything, formats: ['voc', 'yolo'], target: 'target-1' },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('without a format there is nothing to write', async () => {
  await mountDetect();
  const dialog = await open('Export…', 'Export boxes');
  await fireEvent.click(within(dialog).getByLabelText(/^Pascal VOC/));
  await within(dialog).findByText('Choose a format.');
  expect(within(dialog).getByRole('button', { name: 'Choose folder and write…' })).toHaveProperty('disabled', true);
});

test('the detector in use is exported for a photo alone, or with proposals, and what was written is told', async () => {
  const boxes = new FakeBoxes();
  boxes.use(aDetector);
  const fake = await mountDetect({ boxes });
  const dialog = await open('Export the detector…', 'Export Boats');
  const write = (): Promise<boolean> =>
    fireEvent.click(within(dialog).getByRole('button', { name: 'Choose folder and write…' }));
  fake.failing.set('detectors.export', failure('export/not-empty', { path: '/out' }));
  await write();
  await within(dialog).findByText(/"\/out" is not empty/);
  fake.failing.clear();
  await fireEvent.click(within(dialog).getByLabelText(/^A photo and boxes/));
  await write();
  await within(dialog).findByText('4 files written: detector.onnx, detector.json, labels.txt, use.py.');
  const asked = { model: aDetector.model, target: 'target-1' };
  expect(fake.askedFor('detectors.export')).toEqual([
    { ...asked, kind: 'photo-alone' },
    { ...asked, kind: 'with-proposals' },
  ]);
});

test('a detector of the exact form is exported with proposals only, and the form to learn is told', async () => {
  const boxes = new FakeBoxes();
  boxes.use({ ...aDetector, settings: { ...aDetector.settings, form: 'exact' } });
  const fake = await mountDetect({ boxes });
  const dialog = await open('Export the detector…', 'Export Boats');
  expect(within(dialog).getByLabelText(/^A photo alone/)).toHaveProperty('disabled', true);
  within(dialog).getByText(/Learn a detector of the shared form/);
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Choose folder and write…' }));
  await within(dialog).findByText(/^4 files written/);
  expect(fake.askedFor('detectors.export')).toMatchObject([{ kind: 'with-proposals' }]);
});
