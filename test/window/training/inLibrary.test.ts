import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { openResult, page } from './mountResult.ts';

test('mistakes of a run are shown in the library under their title, and everything can be shown again', async () => {
  const { fake } = await openResult();
  await fireEvent.click(await within(page()).findByRole('button', { name: /in the library$/ }));
  const search = await screen.findByRole('region', { name: 'Search' });
  expect(search.textContent).toContain('Most certain mistakes');
  expect(fake.askedFor('find.run')).toMatchObject([{ by: { kind: 'chosen', title: 'Most certain mistakes' } }]);
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ order: 'found', filter: { found: 1 } });
  await fireEvent.click(within(search).getByRole('button', { name: 'End the search “Most certain mistakes”' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Search' })).toBeNull());
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ order: 'added', filter: { found: null } });
});
