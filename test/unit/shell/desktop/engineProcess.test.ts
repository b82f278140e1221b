import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterFall } from '../../../../electron/shell/desktop/backoff.ts';
import { builtInModels, engineEnvironment } from '../../../../electron/shell/desktop/engineEnvironment.ts';
import { startEngine, type EngineProcess } from '../../../../electron/shell/desktop/engineProcess.ts';
import { FakeEngine } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const log = vi.fn();
const report = vi.fn((_exitCode: number) => Promise.resolve(true));

beforeEach(() => {
  vi.useFakeTimers();
  FakeEngine.all = [];
  log.mockClear();
  report.mockClear();
});
afterEach(() => vi.useRealTimers());

const start = (): EngineProcess =>
  startEngine({ entry: '/app/dist/engine.mjs', env: { FOVEA_DATA_DIR: '/d' }, log, report });
const newest = (): FakeEngine => FakeEngine.all.at(-1)!;
const crash = async (ms = 100): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  newest().emit('exit', 139);
  await vi.advanceTimersByTimeAsync(5_000);
};

test('the engine is forked from its own entry, named, with the given environment alone', () => {
  start();
  const [entry, words, options] = newest().fork;
  expect([entry, words]).toEqual(['/app/dist/engine.mjs', []]);
  expect(options).toMatchObject({ serviceName: 'Fovea engine', env: { FOVEA_DATA_DIR: '/d' } });
});

test('a window’s channel gives the engine one end of a port and the window the other', async () => {
  const port = await start().openChannel('window-1');
  expect(newest().windows).toEqual([{ channel: 'window-1', ports: [{ name: 'the engine’s end' }] }]);
  expect(port).toEqual({ name: 'the window’s end' });
});

test('the shell’s questions travel on the process’s own link', async () => {
  const grants = await start().ask('grants.add', { paths: ['/a.jpg'] });
  expect(grants).toEqual([{ id: 'g0', name: '/a.jpg', kind: 'photos' }]);
});

test('an engine that crashed is started again, and a window that asks meanwhile gets a port of the new one', async () => {
  const engine = start();
  await vi.advanceTimersByTimeAsync(100);
  newest().emit('exit', 139);
  const port = engine.openChannel('window-2');
  await vi.advanceTimersByTimeAsync(5_000);
  await port;
  expect(FakeEngine.all.map((one) => one.windows.length)).toEqual([0, 1]);
  expect(log).toHaveBeenCalledWith('the engine crashed (code 139)');
  expect(report).not.toHaveBeenCalled();
});

test('a question that is under way when the engine falls ends with engine/gone', async () => {
  const engine = start();
  await vi.advanceTimersByTimeAsync(1);
  vi.spyOn(newest(), 'postMessage').mockImplementation(() => undefined);
  const answer = expect(engine.ask('photos.path', { photo: 1 })).rejects.toMatchObject({ code: 'engine/gone' });
  await crash();
  await answer;
});

test('an engine that keeps crashing is mended twice and then reported, and the user may start it again', async () => {
  start();
  await crash();
  await crash();
  expect(FakeEngine.all).toHaveLength(3);
  expect(report).not.toHaveBeenCalled();
  await crash();
  expect(report).toHaveBeenCalledExactlyOnceWith(139);
  expect(FakeEngine.all).toHaveLength(4);
});

test('crashes that lie far apart are never reported', async () => {
  start();
  for (let i = 0; i < 5; i++) await crash(60_000);
  expect(report).not.toHaveBeenCalled();
});

test('an engine that was closed wrote what was pending and is not started again', async () => {
  const engine = start();
  await engine.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(newest().asked).toEqual([['engine.close', undefined]]);
  expect(FakeEngine.all).toHaveLength(1);
  expect(log).toHaveBeenCalledWith('the engine exited (code 0)');
});

test('the wait before a restart grows with the falls in a row', () => {
  const [first, second] = [afterFall(0, 100), afterFall(1, 100)];
  if (first.kind !== 'restart' || second.kind !== 'restart') throw new Error('both are mended');
  expect(second.waitMs).toBeGreaterThan(first.waitMs);
  expect(afterFall(2, 100)).toEqual({ kind: 'report' });
});

test('the engine’s environment keeps folders, languages and our settings, and no secret', () => {
  const env = { Path: 'p', HOME: 'h', FOVEA_DATA_DIR: 'd', AWS_SECRET_ACCESS_KEY: 's', NODE_OPTIONS: '--inspect' };
  expect(engineEnvironment(env, '/models')).toEqual({
    Path: 'p',
    HOME: 'h',
    FOVEA_DATA_DIR: 'd',
    FOVEA_BUILT_IN_DIR: '/models',
  });
});

test('the networks that came with the program lie beside the archive, or in the tree', () => {
  expect(builtInModels(true, '/app/resources', '/app/resources/app.asar')).toMatch(/resources.models$/);
  expect(builtInModels(false, '/electron/resources', '/tree')).toMatch(/tree.models$/);
});
