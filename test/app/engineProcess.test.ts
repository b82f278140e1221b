import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { backOffMs, startEngine, type Crash, type EngineProcess } from '../../electron/shell/start/index.ts';

// What a shell does with an engine that falls, tried with a small engine that falls when told to.

const entry = join(import.meta.dirname, '../fixtures/smallEngine.ts');

let engine: EngineProcess | undefined;
afterEach(() => engine?.stop());

const start = (onCrash: (crash: Crash) => void = () => undefined) => (engine = startEngine({ entry, onCrash }));
const pidOf = async (running: EngineProcess): Promise<string> => {
  const [grant] = await running.shell.ask('grants.add', { paths: ['stay'] });
  return grant!.id;
};
const fall = (running: EngineProcess, how: 'crash' | 'leave') =>
  running.shell.ask('grants.add', { paths: [how] }).catch((error: unknown) => error);

test('an engine that crashes is started again, and its windows are told', async () => {
  const crashes: Crash[] = [];
  const running = start((crash) => crashes.push(crash));
  const before = await pidOf(running);
  const windowClosed = new Promise<void>((resolve) => running.openWindow().listen(() => undefined, resolve));

  expect(await fall(running, 'crash')).toMatchObject({ code: 'engine/gone' });
  await windowClosed;
  await sleep(200);

  expect(await pidOf(running)).not.toBe(before);
  expect(crashes).toEqual([{ reason: 'exit code 7', inARow: 1, restartInMs: 0 }]);
});

test('crashes in quick succession are counted, and the next start waits longer', async () => {
  const crashes: Crash[] = [];
  const running = start((crash) => crashes.push(crash));
  await fall(running, 'crash');
  await sleep(200);
  await fall(running, 'crash');
  await sleep(200);
  expect(crashes.map(({ inARow, restartInMs }) => [inARow, restartInMs])).toEqual([
    [1, 0],
    [2, 1000],
  ]);
});

test('while there is no engine, a new window closes at once instead of waiting for ever', async () => {
  const running = start();
  await fall(running, 'crash');
  await sleep(200);
  await fall(running, 'crash');
  await new Promise<void>((closed) => running.openWindow().listen(() => undefined, closed));
});

test('an engine that ends by itself with code 0 is not started again', async () => {
  const crashes: Crash[] = [];
  const running = start((crash) => crashes.push(crash));
  await fall(running, 'leave');
  await sleep(200);
  expect(running.shell.closed).toBe(true);
  expect(crashes).toEqual([]);
});

test('stopping ends the engine', async () => {
  const running = start();
  const pid = Number(await pidOf(running));
  await running.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('the waiting time doubles and ends at half a minute', () => {
  expect([1, 2, 3, 4, 20].map(backOffMs)).toEqual([0, 1000, 2000, 4000, 30_000]);
});
