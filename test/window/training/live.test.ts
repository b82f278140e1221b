import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { failure, type JobRecord } from '../../../electron/contract/index.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';
import { someDataset, someEpochs, someRun } from '../../support/fakeTraining.ts';
import { expectAccessible, mountTraining, textOf } from './mountTraining.ts';

const running = someRun(0, { id: '20261124-083000-00bb', name: 'flowers now', state: 'running', result: null });
const waiting = someRun(1, { id: '20261124-090000-00aa', name: 'flowers later', state: 'waiting', result: null });

const job: JobRecord = {
  id: 41,
  kind: 'training.run',
  title: 'Train flowers now',
  state: 'running',
  done: 680,
  total: 830,
  unit: 'steps',
  perSecond: 1.8,
  secondsLeft: 96,
  failed: 0,
  message: '',
  problem: null,
};

const report = {
  run: running.id,
  phase: 'training' as const,
  done: 680,
  total: 830,
  examplesPerSecond: 58.3,
  secondsLeft: 96,
  message: '',
  epochs: [],
  losses: [0.5, 0.4, 0.3],
  wrongNow: [{ path: '/photos/roses/4000.jpg', photo: 20, truth: 'roses', predicted: 'tulips' }],
};

async function openLive(change: Partial<typeof running> = {}) {
  const runs = [waiting, { ...running, ...change }];
  const mounted = await mountTraining({ datasets: [someDataset()], runs, epochs: someEpochs(8) }, { jobs: [job] });
  await fireEvent.click(await screen.findByRole('button', { name: /^flowers now/ }));
  await screen.findByRole('heading', { level: 2, name: 'flowers now' });
  return mounted;
}

const page = (): HTMLElement => screen.getByRole('article', { name: 'flowers now' });
const hear = (fake: FakeEngine, change: Partial<typeof report> = {}): void =>
  fake.announce('training.progress', { ...report, ...change });

test('what a run does, how fast, how long still and at which rate stands in one line', async () => {
  const { fake } = await openLive();
  hear(fake);
  await waitFor(() => expect(textOf(page())).toContain('680 of 830 steps'));
  for (const part of ['Training', '8 of 10', '58 photos/s', '1 min 36 s', '0.0021'])
    expect(textOf(page())).toContain(part);
  await waitFor(() => expect(within(page()).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('82'));
  await expectAccessible();
});

test('the plots say in words what they show, with the best epoch', async () => {
  await openLive();
  await within(page()).findByRole('img', { name: 'Loss, training 0.18, hold-out 0.31, best: epoch 6' });
  expect(
    within(page()).getByRole('img', { name: 'Accuracy, training 97 %, hold-out 92 %, best: epoch 6' }),
  ).toBeTruthy();
});

test('an epoch that is heard of is added once, however often it is told', async () => {
  const { fake } = await openLive();
  const [ninth] = someEpochs(9).slice(-1);
  hear(fake, { epochs: [{ ...ninth!, holdoutLoss: 0.1234, best: true }] as never });
  hear(fake, { epochs: [{ ...ninth!, holdoutLoss: 0.1234, best: true }] as never });
  await within(page()).findByRole('img', { name: /hold-out 0.12, best: epoch 9/ });
  await waitFor(() => expect(textOf(page())).toContain('9 of 10'));
});

test('the photos that are wrong right now are shown with what they are and what is said', async () => {
  const { fake } = await openLive();
  expect(textOf(page())).toContain('After the first epoch, its surest mistakes stand here.');
  hear(fake);
  const strip = await within(page()).findByRole('button', { name: 'Show roses/4000.jpg' });
  const row = within(strip.closest('li')!);
  expect([row.getByText('roses'), row.getByText('says tulips')]).toHaveLength(2);
});

test('Pause pauses the run’s job, Go on resumes it', async () => {
  const { fake } = await openLive();
  await fireEvent.click(await within(page()).findByRole('button', { name: 'Pause' }));
  await waitFor(() => expect(fake.askedFor('jobs.pause')).toEqual([{ job: 41 }]));
  fake.training.runs = [waiting, { ...running, state: 'paused' }];
  fake.announce('training.changed', {});
  await fireEvent.click(await within(page()).findByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(fake.askedFor('jobs.resume')).toEqual([{ job: 41 }]));
});

test('Stop and keep best ends the run with what it has; Stop ends its job', async () => {
  const { fake } = await openLive();
  await fireEvent.click(await within(page()).findByRole('button', { name: 'Stop and keep best' }));
  await waitFor(() => expect(fake.askedFor('training.finish')).toEqual([{ run: running.id }]));
  const pressed = await within(page()).findByRole<HTMLButtonElement>('button', { name: 'Ending after this step …' });
  expect(pressed.disabled).toBe(true);
  await fireEvent.click(within(page()).getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(fake.askedFor('jobs.stop')).toEqual([{ job: 41 }]));
});

test('a run that cannot be finished says why, and the button is there again', async () => {
  const { fake } = await openLive();
  const problem = failure('training/run-unknown', { run: running.id });
  fake.failing.set('training.finish', problem);
  await fireEvent.click(await within(page()).findByRole('button', { name: 'Stop and keep best' }));
  expect((await within(page()).findByRole('alert')).textContent).toContain(problem.message);
  const again = await within(page()).findByRole<HTMLButtonElement>('button', { name: 'Stop and keep best' });
  expect(again.disabled).toBe(false);
});

test('what waits for this run is listed, and one press away', async () => {
  await openLive();
  await fireEvent.click(await within(page()).findByRole('button', { name: 'flowers later' }));
  await screen.findByRole('heading', { level: 2, name: 'flowers later' });
  expect(screen.getByRole('button', { name: 'Take off the queue' })).toBeTruthy();
});

test('a head has no curves, and says so', async () => {
  await openLive({ depth: { kind: 'head' } });
  expect(textOf(page())).toContain('It is solved exactly, so there is no curve to watch');
  expect(within(page()).queryByRole('img')).toBeNull();
});

test('a run that ends while it is looked at becomes its result', async () => {
  const { fake } = await openLive();
  fake.training.runs = [waiting, someRun(0, { id: running.id, name: 'flowers now' })];
  fake.announce('training.changed', {});
  await screen.findByText('92.7 % right');
});

test('a plot is copied as a table and as a drawing with its colors', async () => {
  await openLive();
  const writeText = vi.fn((_text: string) => Promise.resolve());
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  await fireEvent.click(await within(page()).findByRole('button', { name: 'Copy CSV of Accuracy' }));
  await screen.findByText('Table copied.');
  const rows = writeText.mock.lastCall?.[0].split('\n') ?? [];
  expect(rows[0]).toBe('step,training,hold-out');
  expect(rows).toHaveLength(10);
  expect(rows[1]?.split(',').map(Number)).toEqual([
    83,
    someEpochs(1)[0]!.trainAccuracy,
    someEpochs(1)[0]!.holdoutAccuracy,
  ]);
  await fireEvent.click(within(page()).getByRole('button', { name: 'Copy SVG of Accuracy' }));
  await screen.findByText('Drawing copied.');
  expect(writeText.mock.lastCall?.[0]).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
});
