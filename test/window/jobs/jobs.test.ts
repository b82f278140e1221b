import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { JobRecord } from '../../../electron/contract/index.ts';
import { mountWindow } from '../library/mountWindow.ts';

const running: JobRecord = {
  id: 7,
  kind: 'classification.run',
  title: 'Classify',
  state: 'running',
  done: 1204,
  total: 20_000,
  unit: 'photos',
  perSecond: 38.4,
  secondsLeft: 489,
  failed: 3,
  message: '',
  problem: null,
};

const rowOf = async (title: string): Promise<HTMLElement> => {
  const rows = await within(await screen.findByRole('list', { name: 'Jobs' })).findAllByRole('listitem');
  const row = rows.find((candidate) => candidate.textContent.includes(title));
  if (!row) throw new Error(`no job "${title}"`);
  return row;
};

test('a running job says how far it is, how fast, how long still, and what failed', async () => {
  await mountWindow({ jobs: [running] });
  const row = await rowOf('Classify');
  expect(row.textContent).toContain('1,204 of 20,000 photos · 38 photos/s · 8 min 9 s left · 3 files with a problem');
  expect(within(row).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('6');
});

test('a job can be paused, go on, and be stopped; what is left is a line that can be cleared', async () => {
  await mountWindow({ jobs: [running] });
  await fireEvent.click(within(await rowOf('Classify')).getByRole('button', { name: 'Pause' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Go on' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Stop' }));
  await waitFor(async () => expect((await rowOf('Classify')).textContent).toContain('Stopped.'));
  await fireEvent.click(screen.getByRole('button', { name: 'Clear “Classify” from the list' }));
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Jobs' })).toBeNull());
});

test('a job that failed says why and what to do', async () => {
  const { fake } = await mountWindow({ jobs: [running] });
  await rowOf('Classify');
  fake.report({
    ...running,
    state: 'failed',
    problem: { code: 'disk/full', message: 'The disk is full.', remedy: 'Free some space.' },
  });
  await waitFor(async () =>
    expect((await rowOf('Classify')).textContent).toContain('The disk is full. Free some space.'),
  );
});
