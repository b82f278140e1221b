import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { mountWindow } from './mountWindow.ts';

const filters = (): HTMLElement => screen.getByRole('complementary', { name: 'Filters' });

test('the first and the last day of capture narrow what is shown', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.change(within(filters()).getByLabelText('From'), { target: { value: '2024-06-01' } });
  await screen.findByText('30 photos', { selector: '[role=status]' });
  await fireEvent.change(within(filters()).getByLabelText('To'), { target: { value: '2024-06-20' } });
  await screen.findByText('No photo fits these filters.');
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { from: '2024-06-01', to: '2024-06-20' } });
  await fireEvent.change(within(filters()).getByLabelText('To'), { target: { value: '' } });
  await screen.findByText('30 photos', { selector: '[role=status]' });
});

test('a first day after the last is said beside them', async () => {
  await mountWindow({ count: 30 });
  await fireEvent.change(within(filters()).getByLabelText('From'), { target: { value: '2024-06-30' } });
  await fireEvent.change(within(filters()).getByLabelText('To'), { target: { value: '2024-06-01' } });
  await within(filters()).findByText('The first day is after the last.');
});

test('photos whose suggestion was rejected can be shown alone', async () => {
  await mountWindow({ count: 60 });
  await fireEvent.click(await within(filters()).findByRole('button', { name: /^Suggestion rejected/ }));
  await waitFor(() => {
    const names = screen.getAllByRole('gridcell').map((cell) => cell.getAttribute('aria-label') ?? '');
    expect(names.length > 0 && names.every((name) => name.includes('rejected'))).toBe(true);
  });
});

test('photos can be sorted by their stars; as found only while a search is shown', async () => {
  const { fake } = await mountWindow({ count: 30 });
  const order = screen.getByLabelText('Order');
  expect(within(order).queryByRole('option', { name: 'As found' })).toBeNull();
  await fireEvent.change(order, { target: { value: 'rating' } });
  await waitFor(() => expect(fake.askedFor('library.list').at(-1)).toMatchObject({ order: 'rating' }));
});
