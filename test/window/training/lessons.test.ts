import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

async function openLessons() {
  const mounted = await mountTraining({});
  await fireEvent.click(screen.getByRole('button', { name: 'Try it yourself' }));
  return { ...mounted, card: await screen.findByRole('listitem', { name: 'Learning rate' }) };
}

test('a lesson says what it asks, where to look, and what will be trained', async () => {
  const { card } = await openLessons();
  expect(textOf(card)).toContain('How far should a step go? At the curves.');
  expect(within(card).getAllByRole('checkbox')).toHaveLength(3);
  await expectAccessible();
});

test('the chosen variants are trained, and the first of them is looked at', async () => {
  const { card, fake } = await openLessons();
  await fireEvent.click(within(card).getByRole('checkbox', { name: 'Too low' }));
  await fireEvent.click(within(card).getByRole('button', { name: 'Train 2 runs of Learning rate' }));
  await screen.findByRole('heading', { name: 'Learning rate: Right' });
  expect(fake.askedFor('training.tryLesson')).toEqual([{ lesson: 'learning-rate', variants: ['Right', 'Too high'] }]);
});

test('without a variant nothing can be trained', async () => {
  const { card } = await openLessons();
  for (const box of within(card).getAllByRole('checkbox')) await fireEvent.click(box);
  await waitFor(() => expect(within(card).getByRole<HTMLButtonElement>('button').disabled).toBe(true));
});

test('what went wrong stands beside the lesson, and New training leads back', async () => {
  const { card, fake } = await openLessons();
  const problem = failure('disk/full', { path: '/home/me' });
  fake.failing.set('training.tryLesson', problem);
  await fireEvent.click(within(card).getByRole('button', { name: 'Train 3 runs of Learning rate' }));
  expect((await within(card).findByRole('alert')).textContent).toContain(problem.message);
  await fireEvent.click(screen.getByRole('button', { name: 'New training' }));
  await screen.findByText('Drop a folder that holds one folder per class.');
});
