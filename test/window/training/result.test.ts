import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { fullResult, manyClasses } from '../../support/fakeResults.ts';
import { hashOf, someRun } from '../../support/fakeTraining.ts';
import { finished, mistakes, openPart, openResult, page } from './mountResult.ts';
import { expectAccessible, textOf } from './mountTraining.ts';

/** The texts of a table's row. */
const cellsOf = (header: HTMLElement): string[] => [...(header.closest('tr')?.cells ?? [])].map(textOf);

test('the headline has its interval, its test size, the baseline beside it, and what to know of it', async () => {
  await openResult();
  expect(textOf(page())).toContain('91.8 % right');
  expect(textOf(page())).toContain('On 583 photos that it never saw; the true share lies within 89.3 to 93.7 %');
  expect(textOf(page())).toContain('Always answering the most frequent class would be right for 30.9 %.');
  await screen.findByText(/of epoch 7 of 8/);
  const notes = within(screen.getByRole('list', { name: 'How these figures came about' })).getAllByRole('listitem');
  expect(notes.map(textOf)).toEqual([
    'The difference from the head alone (87.5 %) is inside the noise.',
    'With near-duplicates torn apart you would have believed 97.0 %; kept together, cross-validation says 92.1 %.',
    'Cross-validated, the head is right for 91.7 % ± 0.7 % (mean and standard deviation of 5 folds).',
    '3 starts reached 92.4 to 93.6 % on the photos held out; the best was kept.',
    'Training ended early: no better for 5 epochs.',
    'The weights are those of epoch 7 of 8, the best on the photos held out.',
    '2 files could not be read and did not count.',
    'It took 3 min 12 s, of which 1 min 1 s to look at the photos.',
  ]);
  expect(screen.getByRole('img', { name: /^How good it is: Accuracy 91.8/ })).toBeTruthy();
  await expectAccessible();
});

test('a run that was made again says whether every weight came out the same', async () => {
  await openResult({ ...finished, again: { of: someRun(2).id, same: true } });
  expect(textOf(page())).toContain('This run repeats another. Every weight came out the same, bit for bit.');
});

test('the matrix is a grid whose arrows move and whose Enter opens the photos of a cell', async () => {
  const { fake } = await openResult();
  const grid = screen.getByRole('grid', { name: /^Confusion matrix/ });
  const first = within(grid).getByRole('gridcell', { name: 'daisy answered as daisy: 119, 94 %' });
  expect(first.tabIndex).toBe(0);
  first.focus();
  await fireEvent.keyDown(first, { key: 'ArrowRight' });
  await fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
  const cell = within(grid).getByRole('gridcell', { name: 'daisy answered as roses: 1, < 1 %' });
  expect(document.activeElement).toBe(cell);
  await fireEvent.keyDown(cell, { key: 'Enter' });
  await screen.findByRole('heading', { name: 'daisy, answered as roses' });
  expect(fake.askedFor('training.predictions')).toContainEqual({
    ...{ run: finished.id, limit: 500 },
    of: { kind: 'cell', truth: 0, predicted: 2 },
  });
  expect(cell.getAttribute('aria-selected')).toBe('true');
  const shown = within(await screen.findByRole('listbox', { name: 'daisy, answered as roses' })).getAllByRole('option');
  expect(shown).toHaveLength(mistakes.filter(({ truth, predicted }) => truth[0] === 0 && predicted === 2).length);
  await expectAccessible();
  await fireEvent.click(screen.getByRole('button', { name: 'Back to the surest mistakes' }));
  await screen.findByRole('heading', { name: 'Most certain mistakes' });
});

test('worst pairs come first when asked, and numbers become shares of their row', async () => {
  await openResult();
  await fireEvent.click(screen.getByRole('radio', { name: 'Worst pairs first' }));
  const grid = screen.getByRole('grid', { name: /^Confusion matrix/ });
  expect(within(grid).getAllByRole('rowheader').map(textOf).slice(0, 4)).toEqual([
    'roses',
    'tulips',
    'daisy',
    'dandelion',
  ]);
  await fireEvent.click(screen.getByRole('radio', { name: 'Share of the row' }));
  expect(textOf(within(grid).getByRole('gridcell', { name: /^roses answered as tulips/ }))).toBe('14');
});

test('a hundred classes keep their matrix, of more the worst hundred are shown', async () => {
  await openResult(manyClasses(103));
  expect(textOf(page())).toContain('The 100 classes with the most mistakes of 103');
  expect(screen.getAllByRole('rowheader')).toHaveLength(100);
});

test('classes are sorted by what is pressed, and few examples are said to be few', async () => {
  await openResult();
  await openPart('Classes');
  const names = (): string[] =>
    within(screen.getByRole('table', { name: 'Classes' }))
      .getAllByRole('rowheader')
      .map(textOf);
  expect(names()).toEqual(['tulips', 'roses', 'dandelion', 'daisy', 'sunflowers']);
  await fireEvent.click(screen.getByRole('button', { name: /^Photos/ }));
  expect(names()).toEqual(['dandelion', 'sunflowers', 'roses', 'daisy', 'tulips']);
  expect(screen.getByRole('columnheader', { name: /^Photos/ }).getAttribute('aria-sort')).toBe('descending');
  expect(cellsOf(screen.getByRole('rowheader', { name: 'tulips' }))).toEqual([
    'tulips',
    '8',
    'not enough examples to say',
  ]);
  await expectAccessible();
});

test('certainty says whether probabilities hold and what "unknown" leaves', async () => {
  await openResult();
  await openPart('Certainty');
  expect(textOf(page())).toContain('Its probabilities may be taken at their word. On average they are 2.1 points away');
  expect(textOf(page())).toContain('Below 62.0 % it answers “unknown”. So it answers 93.4 % of the photos, and 96.1 %');
  expect(screen.getByRole('img', { name: /^Calibration: 35 % sure: 29 % of 14 right/ })).toBeTruthy();
  await expectAccessible();
});

test('beside another run, every difference says whether it is inside the noise', async () => {
  await openResult();
  await openPart('Compare');
  await fireEvent.change(screen.getByRole('combobox', { name: 'Compare with' }), { target: { value: someRun(2).id } });
  const figures = within(await screen.findByRole('table', { name: 'Figure' }));
  const row = (name: string): string[] => cellsOf(figures.getByRole('rowheader', { name }));
  expect(row('Accuracy')).toEqual([
    'Accuracy',
    '91.8 % (89.3 to 93.7 %)',
    '88.5 % (86.2 to 90.8 %)',
    '+3.3 points, inside the noise',
  ]);
  expect(row('Macro-F1').at(-1)).toBe('−6.1 points');
  expect(screen.getByRole('table', { name: 'Recall of class' })).toBeTruthy();
  await expectAccessible();
});

test('how it went has the curves, what was chosen and every value that was tried', async () => {
  await openResult();
  await openPart('How it went');
  expect(screen.getByRole('img', { name: /^Loss/ })).toBeTruthy();
  expect(screen.getByText('6 values were tried')).toBeTruthy();
  const trials = screen.getByRole('table', { name: 'Trials', hidden: true });
  const chosen = within(trials).getByRole('rowheader', { name: 'layer 464, C 0.1', hidden: true });
  expect(cellsOf(chosen)).toEqual(['layer 464, C 0.1', '89.0 %', '± 0.8 %', 'chosen']);
});

test('arrows go from part to part of the report', async () => {
  await openResult();
  const tab = screen.getByRole('tab', { name: 'Mistakes' });
  tab.focus();
  await fireEvent.keyDown(tab, { key: 'ArrowLeft' });
  const last = screen.getByRole('tab', { name: 'How it went' });
  expect([document.activeElement, last.getAttribute('aria-selected')]).toEqual([last, 'true']);
  await fireEvent.keyDown(last, { key: 'ArrowRight' });
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Mistakes' }));
});

test('Use makes the model answer in the library and says so; where it is gone, that is said', async () => {
  const { fake } = await openResult();
  await fireEvent.click(screen.getByRole('button', { name: 'Use this model' }));
  expect((await within(page()).findByRole('alert')).textContent).toContain(
    failure('model/unknown', { model: '' }).remedy,
  );
  const [shelved] = fake.models;
  fake.models = [{ ...shelved!, hash: hashOf('d') }, ...fake.models];
  await fireEvent.click(screen.getByRole('button', { name: 'Use this model' }));
  await screen.findByText('The library answers with this model.');
  expect(fake.chosen).toBe(hashOf('d'));
});

test('Export writes into the chosen folder and names the files; a full folder is told in place', async () => {
  const { fake } = await openResult();
  const problem = failure('export/not-empty', { path: '/home/me/Results' });
  fake.failing.set('training.export', problem);
  await fireEvent.click(screen.getByRole('button', { name: 'Export…' }));
  expect((await within(page()).findByRole('alert')).textContent).toContain(problem.message);
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Export…' }));
  await screen.findByText('4 files written: model.onnx, model-pixels.onnx, labels.txt, use.mjs.');
  expect(fake.askedFor('training.export').at(-1)).toEqual({ model: hashOf('d'), target: 'target-1' });
});

test('what is measured is copied as a table', async () => {
  await openResult();
  const writeText = vi.fn((_text: string) => Promise.resolve());
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  await fireEvent.click(screen.getByRole('button', { name: 'Copy CSV of Confusion matrix' }));
  await waitFor(() => expect(writeText).toHaveBeenCalled());
  expect(writeText.mock.lastCall?.[0].split('\n').slice(0, 2)).toEqual([
    'truth \\ answer,daisy,dandelion,roses,sunflowers,tulips',
    'daisy,119,5,1,1,1',
  ]);
});

test('a set of several classes per photo has no matrix, and says why', async () => {
  const result = fullResult();
  await openResult({
    ...finished,
    ...{ loss: 'sigmoid', result: { ...result, report: { ...result.report, confusion: [] } } },
  });
  expect(textOf(page())).toContain('Photos of this set may have several classes, so no answer stands for another');
  expect(screen.queryByRole('grid')).toBeNull();
  await screen.findByText(/so one class cannot be put in their place/);
});
