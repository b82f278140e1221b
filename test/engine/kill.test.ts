import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Photo } from '../../electron/contract/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { writeScenes } from '../support/scenes.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const photosDir = join(root.path, 'photos');
const modelsDir = join(root.path, 'models');
const kills = 20;

/** The same moments for the same seed (mulberry32). */
const seeded = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const checksums = (): string[] =>
  readdirSync(photosDir)
    .sort()
    .map((name) =>
      createHash('sha256')
        .update(readFileSync(join(photosDir, name)))
        .digest('hex'),
    );

/** The runner is the engine's only child that Node started. */
const runnerOf = ({ child }: ForkedEngine): number | null => {
  try {
    const pids = execFileSync('pgrep', ['-P', String(child.pid), '-f', 'runner'], { encoding: 'utf8' });
    return Number(pids.split('\n')[0]) || null;
  } catch {
    return null;
  }
};

const answers = (photos: readonly Photo[]) =>
  photos.map(({ fileName, state, best }) => [fileName, state, best?.className, best?.probability.toFixed(5)]);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test(
  `killed ${kills} times at random, engine and runner, a job ends with the results of an undisturbed run`,
  {
    timeout: 300_000,
  },
  async () => {
    writeColorModel(modelsDir);
    await writeScenes(photosDir, 60, 1, { width: 320, height: 240 });
    const before = checksums();

    const calm = forkEngine(join(root.path, 'calm'), modelsDir);
    await importPaths(calm, [photosDir]);
    await jobsEnded(calm);
    const expected = answers(await allPhotos(calm));
    await calm.close();
    expect(expected.every(([, state, className]) => state === 'ready' && className !== undefined)).toBe(true);

    const seed = Number(process.env['FOVEA_KILL_SEED'] ?? Date.now() % 100_000);
    console.log(`seed ${seed}`);
    const rng = seeded(seed);
    const labelled = new Map<number, string>();
    let engine = forkEngine(join(root.path, 'disturbed'), modelsDir);
    await importPaths(engine, [photosDir]);
    let done = 0;
    while (done < kills) {
      await pause(100 + 1400 * rng());
      const jobs = await engine.window.ask('jobs.list', undefined);
      // Finished before all the kills: begin again from another side, with everything asked anew.
      if (jobs.every(({ state }) => state === 'done'))
        await engine.window.ask('classification.run', { filter: everyPhoto, again: true });
      const photos = await allPhotos(engine);
      const photo = photos[Math.floor(rng() * photos.length)];
      if (photo) {
        const className = `by hand ${done}`;
        await engine.window.ask('library.label', { photos: [photo.id], className });
        labelled.set(photo.id, className);
      }
      const runner = rng() < 0.5 ? runnerOf(engine) : null;
      if (runner !== null) process.kill(runner, 'SIGKILL');
      else {
        await engine.kill();
        engine = forkEngine(join(root.path, 'disturbed'), modelsDir);
      }
      done += 1;
    }
    const jobs = await jobsEnded(engine, 120_000);
    expect(jobs.map(({ state, problem }) => [state, problem])).toEqual(jobs.map(() => ['done', null]));
    const photos = await allPhotos(engine);
    expect(answers(photos)).toEqual(expected);
    for (const [id, className] of labelled) expect(photos.find((photo) => photo.id === id)?.label).toBe(className);
    await engine.close();
    expect(checksums()).toEqual(before);
  },
);

const everyPhoto = {
  ...{ className: null, state: null, minProbability: null, maxProbability: null },
  ...{ camera: null, folder: null, year: null, text: null },
};
