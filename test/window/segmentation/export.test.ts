import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { FakeSegmentation } from '../../support/fakeSegmentation.ts';
import { legend, mountSegment, pixelModel, press } from './mountSegment.ts';

async function openDialog(): Promise<HTMLElement> {
  await legend();
  await fireEvent.click(screen.getByRole('button', { name: 'Export…' }));
  return screen.findByRole('dialog', { name: 'Export masks' });
}

const write = (dialog: HTMLElement): HTMLElement =>
  within(dialog).getByRole('button', { name: 'Choose folder and write…' });

test('what a format cannot hold is told before anything is written', async () => {
  const segmentation = new FakeSegmentation();
  segmentation.losses = ['Left out: where in the photos the pixels lie.'];
  const fake = await mountSegment({ segmentation });
  const dialog = await openDialog();
  await fireEvent.click(within(dialog).getByLabelText('Areas of the classes (CSV)'));
  await within(dialog).findByText('Left out: where in the photos the pixels lie.');
  expect(fake.askedFor('segmentation.losses').at(-1)).toMatchObject({ photo: 1, formats: ['png', 'csv'] });
  expect(fake.askedFor('segmentation.export')).toEqual([]);
});

test('this photo is written in the chosen formats into the chosen folder', async () => {
  const fake = await mountSegment();
  const dialog = await openDialog();
  await fireEvent.click(within(dialog).getByLabelText('COCO (JSON)'));
  await fireEvent.click(write(dialog));
  await waitFor(() =>
    expect(fake.askedFor('segmentation.export')).toEqual([
      expect.objectContaining({ photos: [1], model: pixelModel.hash, formats: ['png', 'coco'], target: 'target-1' }),
    ]),
  );
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('without a format there is nothing to write', async () => {
  await mountSegment();
  const dialog = await openDialog();
  await fireEvent.click(within(dialog).getByLabelText('Mask: class of every pixel (PNG)'));
  await within(dialog).findByText('Choose a format.');
  expect(write(dialog)).toHaveProperty('disabled', true);
});

test('the photos that were selected in the library are written together, and walking keeps them selected', async () => {
  const fake = await mountSegment();
  await press('1', { ctrlKey: true });
  await screen.findByRole('grid');
  await press('a', { ctrlKey: true });
  await screen.findByRole('heading', { name: '6 photos selected' });
  await press('4', { ctrlKey: true });
  await legend();
  await press('ArrowRight');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  const dialog = await openDialog();
  await fireEvent.click(within(dialog).getByLabelText('6 selected'));
  await fireEvent.click(write(dialog));
  await waitFor(() => expect(fake.askedFor('segmentation.export')).toMatchObject([{ photos: [1, 2, 3, 4, 5, 6] }]));
});

test('all photos that are shown are written', async () => {
  const fake = await mountSegment();
  const dialog = await openDialog();
  await fireEvent.click(within(dialog).getByLabelText('All 6 shown'));
  await fireEvent.click(write(dialog));
  await waitFor(() => expect(fake.askedFor('segmentation.export')).toMatchObject([{ photos: [1, 2, 3, 4, 5, 6] }]));
});
