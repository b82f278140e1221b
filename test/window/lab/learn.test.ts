import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import { textOf } from '../training/mountTraining.ts';
import { expectNamed, mountLearn, slide, type } from './mountLearn.ts';

afterEach(cleanup);

const pages = ['Convolution', 'Activations', 'Losses', 'Descent', 'Backpropagation', 'Overfitting', 'Transfer'];

test('there are seven pages, each with its source, and the arrows go from one to the next', async () => {
  await mountLearn('Convolution');
  for (const page of pages) {
    const panel = screen.getByRole('tabpanel', { name: page });
    expect(textOf(panel)).toContain('Source: CS 1674');
    await expectNamed(panel);
    await fireEvent.keyDown(screen.getByRole('tab', { name: page }), { key: 'ArrowRight' });
  }
  screen.getByRole('tabpanel', { name: 'Convolution' });
});

test('a stride that does not fit says so with its 2.33, and the last case has 760 parameters', async () => {
  const { panel } = await mountLearn('Convolution');
  expect(textOf(panel)).toContain('(7 − 3 + 2 · 0) / 1 + 1 = 5');
  await slide('Stride S', 3);
  expect(textOf(panel)).toContain('= 2.33');
  expect(textOf(panel)).toMatch(/Does not fit\. .* 2 × 2 .* last row and column\./);
  const cases = screen.getByRole<HTMLSelectElement>('combobox', { name: 'The lecture’s cases' });
  await fireEvent.change(cases, { target: { selectedIndex: 7 } });
  expect(textOf(panel)).toContain('Fits: 32 × 32 × 10.');
  expect(textOf(panel)).toContain('(5 · 5 · 3 + 1) · 10 = 760');
  await slide('Position of the filter', 33);
  screen.getByRole('img', { name: /rows 2 to 6 and columns 2 to 6 .* makes row 2, column 2 of 32 × 32/ });
  await slide('Filter F', 4);
  expect(cases.selectedOptions[0]?.textContent).toBe('Your own');
  expect(textOf(panel)).toContain('no padding: F is even');
});

test('the point on an activation is moved by arrows, and six sigmoids leave next to nothing', async () => {
  const { panel } = await mountLearn('Activations');
  await slide('x', 0);
  expect(textOf(panel)).toContain('Slope 0.250');
  expect(textOf(panel)).toContain('6 layers deep 0.000244');
  const point = screen.getByRole('slider', { name: 'Point on the curve' });
  await fireEvent.keyDown(point, { key: 'ArrowRight' });
  expect(Number(point.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
  await fireEvent.click(screen.getByRole('radio', { name: 'Leaky ReLU' }));
  await slide('x', -2);
  expect(point.getAttribute('aria-valuetext')).toBe('x −2.00, f −0.20, slope 0.10');
});

test('scores that are typed change both losses; the slide’s 0.89 is named', async () => {
  const { panel } = await mountLearn('Losses');
  const cells = () => within(screen.getByRole('table', { name: /losses of three/ })).getAllByRole('cell');
  const losses = () => cells().flatMap((cell) => (cell.querySelector('input') ? [] : [cell.textContent]));
  expect(losses()).toEqual(['2.9', '2.04', '0.0', '0.08', '12.9', '6.16', '5.27', '2.76']);
  expect(textOf(panel)).toContain('−ln 0.13 = 2.04');
  expect(textOf(panel)).toContain('base 10, which gives 0.89');
  await type('Score for cat of the cat', '6.2');
  expect(losses().slice(0, 1)).toEqual(['0.0']);
  await type('Score for cat of the cat', '');
  expect(losses()[0]).toBe('–');
  await fireEvent.click(screen.getByRole('button', { name: 'The lecture’s scores' }));
  expect(losses()[0]).toBe('2.9');
});

test('a triplet stops teaching when its negative is moved out of the circle', async () => {
  const { panel } = await mountLearn('Losses');
  await fireEvent.click(screen.getByRole('radio', { name: 'Triplet' }));
  expect(textOf(panel)).toContain('inside the circle');
  const negative = screen.getByRole('slider', { name: 'Negative' });
  for (let i = 0; i < 60; i += 1) await fireEvent.keyDown(negative, { key: 'ArrowDown' });
  expect(textOf(panel)).toContain('teaches nothing more');
  await slide('Margin', 1);
  expect(textOf(panel)).toContain('inside the circle');
});

test('a rate too high diverges, one too low crawls, momentum helps, and the lecture’s gradient is checked', async () => {
  const { panel } = await mountLearn('Descent');
  const verdictOf = async (name: string) => {
    await fireEvent.click(screen.getByRole('button', { name }));
    return textOf(screen.getAllByRole('status').find((status) => status.className.includes('verdict'))!);
  };
  expect(await verdictOf('Right')).toBe('It arrives.');
  expect(await verdictOf('Too high')).toContain('Too high');
  expect(await verdictOf('Too low')).toContain('Too low');
  expect(await verdictOf('Low, with momentum')).toBe('It arrives.');
  await fireEvent.keyDown(screen.getByRole('slider', { name: 'Start' }), { key: 'ArrowUp' });
  expect(screen.getByRole('slider', { name: 'Start' }).getAttribute('aria-valuetext')).not.toBe('−2.00, 0.80');
  await fireEvent.click(screen.getByRole('radio', { name: 'Numerical gradient' }));
  const rows = within(panel).getAllByRole('row').slice(1);
  expect(rows.map((row) => row.lastElementChild?.textContent)).toEqual(['−2.5', '0.6', '0.0']);
});

test('the circuit makes −12 and −4, −4, 3, and a step along the slopes raises f', async () => {
  const { panel } = await mountLearn('Backpropagation');
  screen.getByRole('img', { name: /x is −2, slope −4; y is 5, slope −4; .*z is −4, slope 3; f is −12, slope 1/ });
  expect(textOf(panel)).toContain('takes f from −12 to −8.1');
  await type('z', '2');
  screen.getByRole('img', { name: /f is 6,/ });
  await fireEvent.click(screen.getByRole('button', { name: 'Take the step' }));
  screen.getByRole('img', { name: /x is −1.8, .*f is 7.82,/ });
});

test('degree nine knows its points by heart; a penalty and fewer weights help', async () => {
  const { panel } = await mountLearn('Overfitting');
  expect(textOf(panel)).toContain('learned from 0.00');
  expect(textOf(panel)).toContain('Overfitting:');
  await slide('Degree', 3);
  expect(textOf(panel)).toContain('A fair fit');
  await slide('Degree', 0);
  expect(textOf(panel)).toContain('Underfitting');
  await fireEvent.click(screen.getByRole('radio', { name: 'Dropout' }));
  const before = screen.getByRole('img').getAttribute('aria-label');
  await slide('Left out', 0);
  expect(screen.getByRole('img').getAttribute('aria-label')).toContain('0 of 12 hidden units');
  expect(before).not.toContain('0 of 12 hidden units');
});

test('the table of transfer answers with the stages that learn, and leads to Train', async () => {
  const { app } = await mountLearn('Transfer');
  screen.getByRole('img', { name: 'All stages stay; only the classifier learns.' });
  await fireEvent.click(screen.getByRole('radio', { name: 'Fine-tune a larger number of layers.' }));
  screen.getByRole('img', { name: 'The last 4 of 5 stages learn, and the classifier.' });
  await fireEvent.click(screen.getByRole('button', { name: 'Choose a depth in Train' }));
  expect([app.screen, app.training.runId]).toEqual(['training', null]);
});

test('a lesson is queued from its page, and its first run is looked at on Train', async () => {
  const { app, fake } = await mountLearn('Descent');
  await fireEvent.click(await screen.findByRole('button', { name: 'Train 3 runs of Learning rate' }));
  await fireEvent.click(await screen.findByRole('button', { name: /^Look at “Learning rate: Too low”/ }));
  expect(fake.askedFor('training.tryLesson')).toEqual([
    { lesson: 'learning-rate', variants: ['Too low', 'Right', 'Too high'] },
  ]);
  expect([app.screen, app.training.run?.name]).toEqual(['training', 'Learning rate: Too low']);
});
