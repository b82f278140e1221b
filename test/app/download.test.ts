import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largeColorNetwork, sha256, writeBuiltIn } from '../support/catalogue.ts';
import { writeColorPhoto } from '../support/colorPhotos.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { serveFiles, type Conduct, type FileServer } from '../support/fileServer.ts';
import { temporaryFolder } from '../support/fovea.ts';

// "fovea models get" as it is typed, from mirrors on this machine that behave as those out there do.

const folder = temporaryFolder();
const megabyte = 1_000_000;
const good = largeColorNetwork(['red', 'blue'], megabyte);
const other = largeColorNetwork(['green', 'blue'], megabyte);
const piece = { pieceBytes: 50_000, pauseMs: 100 };

/** What is served at /NAME, and what the file there should be. */
const files: Readonly<Record<string, { readonly published: Buffer; readonly conduct: Conduct }>> = {
  straight: { published: good, conduct: { bytes: good } },
  swapped: { published: largeColorNetwork(['red', 'cyan'], megabyte), conduct: { bytes: other } },
  cut: {
    published: largeColorNetwork(['red', 'black'], megabyte),
    conduct: { bytes: largeColorNetwork(['red', 'black'], megabyte), cutAfter: [600_000, 0, 0] },
  },
  slow: {
    published: largeColorNetwork(['red', 'white'], megabyte),
    conduct: { bytes: largeColorNetwork(['red', 'white'], megabyte), ...piece },
  },
  orphaned: {
    published: largeColorNetwork(['red', 'magenta'], megabyte),
    conduct: { bytes: largeColorNetwork(['red', 'magenta'], megabyte), ...piece },
  },
  watched: {
    published: largeColorNetwork(['red', 'green'], megabyte),
    conduct: { bytes: largeColorNetwork(['red', 'green'], megabyte), ...piece },
  },
};

const env = {
  FOVEA_DATA_DIR: join(folder.path, 'library'),
  FOVEA_MODELS_DIR: join(folder.path, 'none'),
  FOVEA_BUILT_IN_DIR: join(folder.path, 'built-in'),
};
let mirror: FileServer;
let photo = '';

beforeAll(async () => {
  mirror = await serveFiles(
    Object.fromEntries(Object.entries(files).map(([name, { conduct }]) => [`/${name}`, conduct])),
  );
  writeBuiltIn(
    env.FOVEA_BUILT_IN_DIR,
    Object.entries(files).map(([name, { published }]) => ({
      ...{ name, file: `${name}.onnx`, bytes: published, classes: ['red', 'blue'] },
      // The second mirror serves the same, so that a refusal is one of every mirror.
      mirrors: name === 'swapped' ? [mirror.url('/swapped'), mirror.url('/swapped')] : [mirror.url(`/${name}`)],
    })),
  );
  photo = await writeColorPhoto(folder.path, 'red');
});
afterAll(async () => {
  await mirror.close();
  folder.remove();
});

const fovea = (...words: readonly string[]): Promise<Ended> => run(words, env);
const publishedOf = (name: string): Buffer => files[name]?.published ?? Buffer.alloc(0);
const partOf = (name: string): string => join(env.FOVEA_DATA_DIR, 'models', `${sha256(publishedOf(name))}.part`);
const rangesOf = (name: string): (string | null)[] =>
  mirror.asked.filter(({ path }) => path === `/${name}`).map(({ range }) => range);

/** Resolves in the middle of a download. */
const arriving = (name: string): Promise<void> =>
  expect
    .poll(() => statSync(partOf(name), { throwIfNoEntry: false })?.size ?? 0, { timeout: 20_000 })
    .toBeGreaterThan(100_000);

async function stateOf(name: string): Promise<unknown> {
  const { stdout } = await fovea('models', 'list', '--json');
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return rows.find((row) => row['name'] === name)?.['state'];
}

describe('fovea models get', () => {
  test('fetches what the catalogue offers, puts it on the shelf, and it classifies', async () => {
    expect(await stateOf('straight')).toBe('offered');
    const got = await fovea('models', 'get', 'straight');
    expect(got).toMatchObject({ code: 0, stdout: `straight  1.0 MB  ${sha256(good)}\n` });
    expect(await stateOf('straight')).toBe('downloaded');
    const { code, stdout } = await fovea('classify', photo, '--model', 'straight', '--top', '1');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${photo}: red 100.0 %\n` });
  });

  test('does not fetch twice what is here: nothing is asked of the mirror', async () => {
    const before = rangesOf('straight').length;
    const { code, stderr } = await fovea('models', 'get', 'straight');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('is here already') as string });
    expect(rangesOf('straight')).toHaveLength(before);
  });

  test('refuses other bytes than published, keeps none of them, and says so: code 3', async () => {
    const { code, stdout, stderr } = await fovea('models', 'get', 'swapped');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('What arrived for "swapped" is not the published file');
    expect(stderr).toContain('Nothing of it was kept');
    expect(existsSync(partOf('swapped'))).toBe(false);
    expect(await stateOf('swapped')).toBe('offered');
  });

  test('goes on where a cut connection ended, and asks only for the rest', async () => {
    const cut = await fovea('models', 'get', 'cut');
    expect(cut.code).toBe(3);
    expect(cut.stderr).toContain('what has arrived is kept');
    expect(statSync(partOf('cut')).size).toBe(600_000);
    const asked = rangesOf('cut').length;
    expect((await fovea('models', 'get', 'cut')).code).toBe(0);
    expect(rangesOf('cut').slice(asked)).toEqual(['bytes=600000-']);
    expect(await stateOf('cut')).toBe('downloaded');
  });

  test('ends at Ctrl+C with code 130 and a part that the next call goes on with', async () => {
    const started = startCommand(process.execPath, [foveaFile, 'models', 'get', 'slow'], env);
    await arriving('slow');
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    const kept = statSync(partOf('slow')).size;
    expect(kept).toBeLessThan(publishedOf('slow').length);
    await sleep(300);
    expect(statSync(partOf('slow')).size).toBe(kept);
    expect((await fovea('models', 'get', 'slow')).code).toBe(0);
    expect(rangesOf('slow')).toEqual([null, `bytes=${kept}-`]);
  });

  test('does not wait for ever for an engine that has crashed: code 3, and the next call goes on', async () => {
    const started = startCommand(process.execPath, [foveaFile, 'models', 'get', 'orphaned'], env);
    await arriving('orphaned');
    const { stdout } = await startCommand('pgrep', ['-P', String(started.child.pid)], {}).ended;
    process.kill(Number(stdout.trim().split('\n')[0]), 'SIGKILL');
    const { code, stderr } = await started.ended;
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('SIGKILL') as string });
    expect((await fovea('models', 'get', 'orphaned')).code).toBe(0);
    expect(await stateOf('orphaned')).toBe('downloaded');
  });

  test.skipIf(!existsSync('/usr/bin/script'))('shows in a terminal how far it is and how long it takes', async () => {
    const typed = `${process.execPath} ${foveaFile} models get watched`;
    const { code, stdout } = await startCommand('/usr/bin/script', ['-qec', typed, '/dev/null'], env).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\r.{3}0\.\d\/1\.0 MB · \d+\.\d MB\/s · \d+ s left · Downloading/);
  });
});
