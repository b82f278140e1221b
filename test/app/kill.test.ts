import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import { everything, type JobRecord, type Photo } from '../../electron/contract/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { writeScenes } from '../support/scenes.ts';
import { openWindow, type OpenWindow } from '../support/windowOf.ts';

// kill -9 of the shell, of the engine and of the runner at random moments of an import with classification, while a
// person labels. FOVEA_KILL_SEED repeats the moments of a run.

const root = temporaryFolder();
const started: RunningFovea[] = [];
afterAll(() => {
  // Only a test that failed leaves one running.
  for (const { child } of started) child.kill('SIGKILL');
  root.remove();
});
const photosDir = join(root.path, 'photos');
const modelsDir = join(root.path, 'models');
const kills = 20;
const victims = ['shell', 'engine', 'runner'] as const;
type Victim = (typeof victims)[number];

/** A Fovea with a window on it. */
interface Opened {
  readonly fovea: RunningFovea;
  window: OpenWindow;
}

const open = async (name: string): Promise<Opened> => {
  const fovea = await startFovea({ dataDir: join(root.path, name), modelsDir });
  started.push(fovea);
  return { fovea, window: await openWindow(fovea.url) };
};

/** A shell waits up to 30 s before it starts an engine again that was killed over and over. */
const patienceMs = 60_000;

/** Asks until an engine answers: the one that was killed is started again by its shell. */
async function patiently<T>(opened: Opened, ask: (window: OpenWindow['engine']) => Promise<T>): Promise<T> {
  for (const startedMs = Date.now(); ;) {
    try {
      return await ask(opened.window.engine);
    } catch (thrown) {
      if (Date.now() - startedMs >= patienceMs) throw thrown;
      await sleep(100);
      opened.window = await openWindow(opened.fovea.url).catch(() => opened.window);
    }
  }
}

const listed = async (opened: Opened): Promise<readonly Photo[]> => {
  const asked = { filter: everything, order: 'name', offset: 0, limit: 500 } as const;
  return (await patiently(opened, (engine) => engine.ask('library.list', asked))).photos;
};

const jobsOf = (opened: Opened): Promise<readonly JobRecord[]> =>
  patiently(opened, (engine) => engine.ask('jobs.list', undefined));

const ended = ({ state }: JobRecord): boolean => state !== 'waiting' && state !== 'running';

async function importAll(opened: Opened): Promise<void> {
  const [grant] = await opened.window.shell.ask('grants.typed', { path: photosDir });
  await opened.window.engine.ask('library.import', { grants: grant ? [grant.id] : [] });
}

async function jobsEnded(opened: Opened): Promise<readonly JobRecord[]> {
  await expect.poll(async () => (await jobsOf(opened)).every(ended), { timeout: 60_000, interval: 100 }).toBe(true);
  return jobsOf(opened);
}

/** What an undisturbed run answered, to be found again. */
const expectedOf = (photos: readonly Photo[]) =>
  photos.map(({ fileName, state, best }) => ({
    ...{ fileName, state, className: best?.className },
    // A network computes the last digits differently in another batch; rounding would turn that into a difference.
    probability: expect.closeTo(best?.probability ?? -1, 5) as number,
  }));

const answers = (photos: readonly Photo[]) =>
  photos.map(({ fileName, state, best }) => ({
    ...{ fileName, state, className: best?.className },
    probability: best?.probability ?? -1,
  }));

const checksums = (): string[] =>
  readdirSync(photosDir)
    .sort()
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(photosDir, name)))
          .digest('hex')}`,
    );

/** Every process below this one: its number and what it runs. */
function below(parent: number): { pid: number; command: string }[] {
  const processes = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map((match) => ({ pid: Number(match?.[1]), ppid: Number(match?.[2]), command: match?.[3] ?? '' }));
  const childrenOf = (pid: number): { pid: number; command: string }[] =>
    processes.filter(({ ppid }) => ppid === pid).flatMap((child) => [child, ...childrenOf(child.pid)]);
  return childrenOf(parent);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Kills one of the three as a crash does, and sees that nothing below it stays; false where it does not run now. */
async function kill({ fovea: { child } }: Opened, victim: Victim): Promise<boolean> {
  const shell = child.pid ?? 0;
  const pid =
    victim === 'shell' ? shell : below(shell).find(({ command }) => command.includes(join(victim, 'main.ts')))?.pid;
  if (pid === undefined) return false;
  const children = below(pid);
  process.kill(pid, 'SIGKILL');
  const left = () => children.filter((one) => isAlive(one.pid)).map(({ command }) => command);
  await expect.poll(left, { timeout: 10_000, interval: 50 }).toEqual([]);
  return true;
}

test(
  `a job survives ${kills} kills of shell, engine and runner with every label and the same results`,
  { timeout: 300_000 },
  async () => {
    writeColorModel(modelsDir);
    await writeScenes(photosDir, 120, 1, { width: 320, height: 240 });
    const before = checksums();

    const calm = await open('calm');
    await importAll(calm);
    await jobsEnded(calm);
    const expected = expectedOf(await listed(calm));
    await calm.fovea.stop();
    expect(expected).toHaveLength(120);

    const seed = Number(process.env['FOVEA_KILL_SEED'] ?? Date.now() % 100_000);
    console.log(`FOVEA_KILL_SEED=${seed}`);
    const rng = seeded(seed);
    const labels = new Map<number, string>();
    const killed: Record<Victim, number> = { shell: 0, engine: 0, runner: 0 };
    let atWork = 0;
    let opened = await open('disturbed');
    await importAll(opened);
    for (let i = 0; i < kills; i += 1) {
      // Done before the last kill: everything is asked anew, so that there is something to disturb.
      if ((await jobsOf(opened)).every(ended)) {
        await patiently(opened, (engine) => engine.ask('classification.run', { filter: everything, again: true }));
      }
      const photos = await listed(opened);
      const photo = photos[Math.floor(rng() * photos.length)];
      const className = `by hand ${i}`;
      if (photo) {
        await patiently(opened, (engine) => engine.ask('library.label', { photos: [photo.id], className }));
        labels.set(photo.id, className);
      }
      const victim = victims[Math.floor(rng() * victims.length)] ?? 'shell';
      await sleep(600 * rng());
      if (!(await jobsOf(opened)).every(ended)) atWork += 1;
      // A runner that was just killed, or its engine, needs a moment to be there again.
      await expect.poll(() => kill(opened, victim), { timeout: patienceMs, interval: 20 }).toBe(true);
      killed[victim] += 1;
      if (victim === 'shell') opened = await open('disturbed');
    }
    console.log(killed, `${atWork} of them in the middle of a job`);
    expect(atWork).toBeGreaterThan(kills / 4);
    const jobs = await jobsEnded(opened);
    expect(jobs.map(({ state, problem }) => [state, problem])).toEqual(jobs.map(() => ['done', null]));
    const photos = await listed(opened);
    expect(answers(photos)).toEqual(expected);
    expect(new Map(photos.filter(({ id }) => labels.has(id)).map(({ id, label }) => [id, label]))).toEqual(labels);
    await opened.fovea.stop();
    expect(checksums()).toEqual(before);
  },
);
