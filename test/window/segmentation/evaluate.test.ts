import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';
import { coastReport, FakeEvaluation } from '../../support/fakeEvaluation.ts';
import { mountSegment, pixelModel, press } from './mountSegment.ts';

async function openDialog(): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByRole('button', { name: 'Evaluate…' }));
  return screen.findByRole('dialog', { name: 'Evaluate with masks' });
}

/** Both folders chosen, and begun. */
async function begin(fake: FakeEngine): Promise<void> {
  const dialog = within(await openDialog());
  await fireEvent.click(dialog.getByRole('button', { name: 'Choose folder of photos…' }));
  await fireEvent.click(dialog.getByRole('button', { name: 'Choose folder of masks…' }));
  const go = dialog.getByRole('button', { name: 'Evaluate' });
  await waitFor(() => expect(go).toHaveProperty('disabled', false));
  await fireEvent.click(go);
  await waitFor(() => expect(fake.askedFor('segmentation.evaluate')).toHaveLength(1));
}

async function mountReport(evaluation = new FakeEvaluation()): Promise<FakeEngine> {
  const fake = await mountSegment({ evaluation });
  await begin(fake);
  await screen.findByRole('heading', { name: 'DeepLab, judged by masks' });
  return fake;
}

const textOf = (element: HTMLElement): string => element.textContent.trim().replace(/\s+/g, ' ');
const cellsOf = (row: HTMLElement): string =>
  [...row.children]
    .map((cell) => textOf(cell as HTMLElement))
    .join(' ')
    .trim();
const photosListed = (title: string): string[] =>
  within(screen.getByRole('region', { name: title }))
    .getAllByRole('button', { name: /\.jpg/ })
    .map(textOf);

test('nothing is judged before photos and masks are chosen, and then the network of the screen by both', async () => {
  const fake = await mountSegment();
  const dialog = within(await openDialog());
  expect(dialog.getByRole('button', { name: 'Evaluate' })).toHaveProperty('disabled', true);
  await fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  await begin(fake);
  expect(fake.askedFor('segmentation.evaluate')).toMatchObject([
    { grants: ['grant-1'], truth: 'grant-1', model: pixelModel.hash, voidClass: null, settings: { minRegionPx: 50 } },
  ]);
});

test('a class that is not judged is a whole number, and what is none is said beside the field', async () => {
  const fake = await mountSegment();
  const field = within(await openDialog()).getByLabelText('Another class that is not judged (optional)');
  await fireEvent.input(field, { target: { value: 'void' } });
  await screen.findByText('This is no number of a class: whole, from 0 on.');
  await fireEvent.input(field, { target: { value: '11' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await begin(fake);
  expect(fake.askedFor('segmentation.evaluate')).toMatchObject([{ voidClass: 11 }]);
});

test('while it runs it says how far it is and how long it takes, and it can be stopped', async () => {
  const evaluation = new FakeEvaluation();
  evaluation.held = true;
  const fake = await mountSegment({ evaluation });
  await begin(fake);
  evaluation.tell(2, 8);
  await screen.findByText('Looking at photos, 2 of 8');
  screen.getByText(/^25 %, \d+ s left$/);
  await fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  await screen.findByText('Stopped. Nothing was judged.');
  await waitFor(() => expect(evaluation.stopped).toBe(1));
});

test('it goes on while somebody looks at photos, and is there again by the same button', async () => {
  const evaluation = new FakeEvaluation();
  evaluation.held = true;
  const fake = await mountSegment({ evaluation });
  await begin(fake);
  await press('Escape');
  await fireEvent.click(await screen.findByRole('button', { name: 'Evaluate…' }));
  await screen.findByText(/^Looking at photos/);
  evaluation.letGo();
  await screen.findByRole('heading', { name: 'DeepLab, judged by masks' });
});

test('why it failed stands on the page, and it can be tried again with the same folders', async () => {
  const fake = await mountSegment();
  fake.failing.set('segmentation.evaluate', failure('library/grant-unknown', {}));
  await begin(fake);
  const notice = await screen.findByRole('alert');
  expect(textOf(notice)).not.toBe('');
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Evaluate again…' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Evaluate' }));
  await screen.findByRole('heading', { name: 'DeepLab, judged by masks' });
  expect(screen.queryByRole('alert')).toBeNull();
});

test('the report has the figures, each class that occurs, and photos that could not be judged with the reason', async () => {
  await mountReport();
  for (const [name, share] of [
    ['Mean IoU', '61.2 %'],
    ['Pixels right', '87.4 %'],
    ['Boundary F', '45.0 %'],
  ] as const)
    expect(textOf(screen.getByText(name).nextElementSibling as HTMLElement)).toBe(share);
  const rows = within(screen.getByRole('table', { name: 'Classes' })).getAllByRole('row');
  expect(rows.map(cellsOf)).toEqual([
    'Class IoU Found',
    'background 0.0 % –',
    'sky 90.0 % 95.0 %',
    'sea 32.4 % 40.0 %',
  ]);
  screen.getByText(/^Without 1 of 4 classes, which are in no mask/);
  expect(photosListed('Worst photos')).toEqual([
    'coast/a.jpg IoU 20.0 %',
    'coast/b.jpg IoU 50.0 %',
    'coast/c.jpg IoU 98.0 %',
  ]);
  screen.getByText(/coast\/d\.jpg: There is no mask for "d\.jpg"\./);
});

test('a cell of the matrix lists the photos with the most of its pixels; without an answer is a column of its own', async () => {
  await mountReport();
  const grid = within(screen.getByRole('grid', { name: /^Confusion matrix: rows are what pixels are/ }));
  await fireEvent.click(grid.getByRole('gridcell', { name: 'sea answered as background: 2,000, < 1 %' }));
  expect(photosListed('sea answered as background')).toEqual(['coast/b.jpg 1.5K pixels', 'coast/a.jpg 500 pixels']);
  await fireEvent.click(grid.getByRole('gridcell', { name: 'sea answered as no answer: 500, < 1 %' }));
  screen.getByText('There is no such mistake, or too little of it in any one photo to be told.');
});

test('a class lists the photos that miss it or take something for it, and a second press all photos again', async () => {
  await mountReport();
  const sky = screen.getByRole('button', { name: 'sky' });
  await fireEvent.click(sky);
  expect(photosListed('Worst in sky')).toEqual(['coast/a.jpg 4K pixels', 'coast/b.jpg 3K pixels']);
  // What was answered right stands for the class.
  const right = screen.getByRole('gridcell', { name: /^sky answered as sky/ });
  expect(right.getAttribute('aria-selected')).toBe('true');
  await fireEvent.click(sky);
  screen.getByRole('region', { name: 'Worst photos' });
});

test('cells are reached and opened by arrow keys and Enter', async () => {
  await mountReport();
  const first = screen.getByRole('gridcell', { name: /^background answered as background/ });
  await fireEvent.keyDown(first, { key: 'ArrowDown' });
  await fireEvent.keyDown(document.activeElement ?? first, { key: 'End' });
  const last = screen.getByRole('gridcell', { name: /^sky answered as no answer/ });
  expect(document.activeElement).toBe(last);
  await fireEvent.keyDown(last, { key: 'ArrowLeft' });
  await fireEvent.keyDown(document.activeElement ?? last, { key: 'Enter' });
  expect(photosListed('sky answered as sea')).toEqual(['coast/a.jpg 4K pixels']);
});

test('a photo opens beside its mask, with the share that differs, and arrow keys walk the list', async () => {
  const fake = await mountReport();
  await fireEvent.click(screen.getByRole('button', { name: /coast\/a\.jpg/ }));
  await screen.findByRole('heading', { name: 'coast/a.jpg' });
  // One of the three pixels that are judged.
  await screen.findByText('The two differ in 33 % of the pixels.');
  expect(screen.getAllByRole('figure').map(textOf)).toEqual(['Mask', 'Answer']);
  expect(document.querySelectorAll('figure canvas')).toHaveLength(4);
  await press('d');
  expect(document.querySelectorAll('figure canvas')).toHaveLength(2);
  await press('ArrowRight');
  await screen.findByRole('heading', { name: 'coast/b.jpg' });
  await waitFor(() =>
    expect(fake.askedFor('segmentation.judged').at(-1)).toMatchObject({ path: '/photos/coast/b.jpg' }),
  );
  await screen.findByText(/This photo is not in the library/);
  await press('Escape');
  screen.getByRole('region', { name: 'Worst photos' });
});

test('a photo that is in the library is shown behind its areas, and on the Segment screen by a press', async () => {
  await mountReport();
  await fireEvent.click(screen.getByRole('button', { name: /coast\/a\.jpg/ }));
  await waitFor(() => expect(document.querySelectorAll('figure img[src="photo://3/view"]')).toHaveLength(2));
  await fireEvent.click(screen.getByRole('button', { name: 'Show in Segment' }));
  await screen.findByText(/DSCF1003\.jpg · 3 of 6/);
});

test('a photo that cannot be opened says why, and is tried again by a press', async () => {
  const fake = await mountReport();
  fake.failing.set('segmentation.judged', failure('photo/missing', {}));
  await fireEvent.click(screen.getByRole('button', { name: /coast\/a\.jpg/ }));
  await screen.findByRole('alert');
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('The two differ in 33 % of the pixels.');
});

test('where nothing could be judged, that is said', async () => {
  const evaluation = new FakeEvaluation();
  evaluation.report = { ...coastReport, meanIou: null, photos: coastReport.photos.slice(0, 1) };
  await mountReport(evaluation);
  screen.getByText('No photo could be judged.');
});
