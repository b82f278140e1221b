import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, runnerOf } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

test('a runner killed again and again before it begins is no photo’s fault', async () => {
  const folder = temporaryFolder();
  const photos = join(folder.path, 'photos');
  const models = join(folder.path, 'models');
  writeColorModel(models);
  for (const color of ['red', 'green', 'blue'] as const) await writeColorPhoto(photos, color);
  const engine = forkEngine(join(folder.path, 'library'), models);
  await importPaths(engine, [photos]);
  for (let kills = 0; kills < 6; kills++) {
    await expect.poll(() => runnerOf(engine), { timeout: 20_000, interval: 5 }).toBeDefined();
    process.kill(runnerOf(engine) ?? 0, 'SIGKILL');
    await expect.poll(() => runnerOf(engine), { timeout: 5_000, interval: 5 }).toBeUndefined();
  }
  const jobs = await jobsEnded(engine);
  expect(jobs.map(({ state, failed }) => [state, failed])).toEqual(jobs.map(() => ['done', 0]));
  expect((await allPhotos(engine)).map(({ state, best }) => [state, best?.className])).toEqual([
    ['ready', 'blue'],
    ['ready', 'green'],
    ['ready', 'red'],
  ]);
  await engine.close();
  folder.remove();
});
