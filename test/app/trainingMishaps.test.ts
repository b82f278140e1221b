import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { tints, writeBase, writeClassFolders, writeTinted } from '../support/classFolders.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';

// What people have instead of a good set of photos, and what becomes of a run when its photos or its disk go away: each
// time one clear sentence, and no run is lost.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const library = at('library');
const env = { FOVEA_DATA_DIR: library, FOVEA_MODELS_DIR: at('models') };
const fovea = (options: readonly string[], also: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  run(options, { ...env, ...also });
const train = (photos: string, ...options: readonly string[]): Promise<Ended> =>
  fovea(['train', photos, '--model', at('net.onnx'), ...options]);

const Summary = z.object({
  run: z.string(),
  model: z.string(),
  classes: z.array(z.string()),
  count: z.int(),
  unreadable: z.int(),
  findings: z.array(z.string()).optional(),
});
const summaryOf = ({ code, stdout, stderr }: Ended) => {
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { summary: unknown };
  return Summary.parse(summary);
};
const runs = (data = library): string[] => {
  try {
    return readdirSync(join(data, 'runs'));
  } catch {
    return [];
  }
};
/** The last line for a person: above it there may be how far it came. */
const saidLast = ({ code, stderr }: Ended) => ({ code, said: stderr.trim().split('\n').at(-1) });

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeClassFolders(at('photos'), 20);
});
afterAll(() => folder.remove());

const photosOf = (tint: string): string[] => readdirSync(at('photos', tint)).map((name) => at('photos', tint, name));
function copyTo(target: string, files: readonly string[]): void {
  mkdirSync(target, { recursive: true });
  files.forEach((file, i) => copyFileSync(file, join(target, `${i}.jpg`)));
}

test('one class', async () => {
  copyTo(at('one', 'red'), photosOf('red'));
  expect(saidLast(await train(at('one')))).toEqual({
    code: 3,
    said: 'There is only one class, "red": nothing to tell it from. Add a folder of photos that are something else.',
  });
});

test('an empty class is left out, and said', async () => {
  copyTo(at('empty', 'red'), photosOf('red'));
  copyTo(at('empty', 'blue'), photosOf('blue'));
  mkdirSync(at('empty', 'nothing here'));
  const { classes, findings } = summaryOf(await train(at('empty'), '--json'));
  expect(classes).toEqual(['blue', 'red']);
  expect(findings).toContain(
    'Warning: The class “nothing here” has no photos and will not be learned. Put photos in, or go on without.',
  );
});

test('one photo per class', async () => {
  for (const tint of tints) copyTo(at('single', tint), photosOf(tint).slice(0, 1));
  expect(saidLast(await train(at('single')))).toEqual({
    code: 3,
    said: 'The class "blue" has too few usable photos: 1, and 2 are needed. Add photos to it, or take the class out.',
  });
});

test('no file is a photo', async () => {
  for (const name of ['a', 'b']) {
    mkdirSync(at('corrupt', name), { recursive: true });
    for (let i = 0; i < 3; i++) writeFileSync(at('corrupt', name, `${i}.jpg`), `nonsense ${name} ${i}`);
  }
  expect(saidLast(await train(at('corrupt')))).toEqual({
    code: 3,
    said: 'None of the 6 files could be read as a photo; the first: This is not an image that Fovea knows (JPG). Check that these are photos, and that the disk they are on is healthy.',
  });
});

test('no photo at all, and no folder at all', async () => {
  mkdirSync(at('bare', 'a'), { recursive: true });
  expect(saidLast(await train(at('bare')))).toEqual({
    code: 3,
    said: `No photo in "${at('bare')}" has a class. Put the photos into one folder per class, or label some in the library.`,
  });
  expect(saidLast(await train(at('nowhere')))).toEqual({
    code: 3,
    said: `There is nothing at "${at('nowhere')}". Check the spelling, and that the disk it is on is connected.`,
  });
});

test('10,000 folders of one photo', async () => {
  const { data, info } = await sharp(photosOf('red')[0]).resize(16, 16).raw().toBuffer({ resolveWithObject: true });
  for (let i = 0; i < 10_000; i++) {
    const inside = at('many', `class ${String(i).padStart(5, '0')}`);
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, 'a.ppm'), '');
    // Different files of the same few pixels: they cost next to nothing to read.
    data.writeUInt32LE(i, 0);
    if (i % 100 === 0) await sharp(data, { raw: info }).png().toFile(join(inside, 'a.png'));
    else copyFileSync(at('many', `class ${String(i - (i % 100)).padStart(5, '0')}`, 'a.png'), join(inside, 'a.png'));
  }
  const { code, stderr } = await train(at('many'));
  expect(code).toBe(3);
  expect(stderr.trim().split('\n').at(-1)).toMatch(
    /^The class "class 00000" has too few usable photos: [01], and 2 are needed\. Add photos to it, or take the class out\.$/,
  );
});

test('paths of more than 300 characters in no alphabet of ours', async () => {
  const long = 'é漢字🌷'.repeat(12);
  const inside = at(long, 'صور من اليمين '.repeat(8).trim(), 'x'.repeat(120));
  for (const tint of ['red', 'blue'] as const)
    for (let i = 0; i < 12; i++)
      await writeTinted(join(inside, `Blüte ${tint}`, `Foto №${i}.jpg`), tint, 300 + i + (tint === 'red' ? 50 : 0));
  expect(inside.length).toBeGreaterThan(300);
  const { classes, run: id } = summaryOf(await train(inside, '--json', '--out', join(inside, 'größer.onnx')));
  expect(classes).toEqual(['Blüte blue', 'Blüte red']);
  expect(statSync(join(inside, 'größer.onnx')).size).toBeGreaterThan(1000);
  expect(summaryOf(await fovea(['rerun', id, '--json'])).run).not.toBe(id);
});

test('photos that go away while they are learned from end the run, which goes on when they are back', async () => {
  copyTo(at('going', 'red'), photosOf('red'));
  copyTo(at('going', 'blue'), photosOf('blue'));
  // From the pixels on, in a new process: each reads the photos anew.
  const command = ['train', at('going'), '--model', at('net.onnx'), '--depth', 'all', '--lr', '0.001', '--json'];
  const undisturbed = summaryOf(await fovea([...command, '--epochs', '40']));
  const { child, ended } = startCommand(process.execPath, [foveaFile, ...command, '--epochs', '40'], env);
  child.stdout?.once('data', () => child.kill('SIGINT'));
  const named = /--resume (\S+)"/.exec((await ended).stderr)?.[1] ?? '';
  expect(named).not.toBe('');

  const gone = photosOf('red').map((_, i) => at('going', 'red', `${i}.jpg`));
  gone.forEach((path) => renameSync(path, `${path}.away`));
  const stuck = await fovea(['train', '--resume', named]);
  expect(stuck.code).toBe(3);
  expect(stuck.stderr).toMatch(
    /Photos of this run are gone or not what they were: 1, the first ".*\.jpg"\. Put the originals back and try again, or start a new run with the photos as they are\./,
  );
  expect(stuck.stderr).toContain(`The run is kept: "fovea train --resume ${named}" goes on from its last checkpoint.`);
  expect(saidLast(await fovea(['rerun', undisturbed.run]))).toEqual({
    code: 3,
    said: `Photos of this run are gone or not what they were: 20, the first "${at('going', 'red', '0.jpg')}". Put the originals back and try again, or start a new run with the photos as they are.`,
  });

  gone.forEach((path) => renameSync(`${path}.away`, path));
  expect(summaryOf(await fovea(['train', '--resume', named, '--json'])).model).toBe(undisturbed.model);
});

/** A small disk; null where this user may not make one. */
function smallDisk(path: string, megabytes: number): { remove(): void } | null {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
    return { remove: () => execFileSync('umount', ['-l', path]) };
  } catch {
    return null;
  }
}

test('a disk that is full at a checkpoint', async ({ skip }) => {
  const disk = smallDisk(at('disk'), 24);
  if (!disk) return skip('skipped: only root may mount a small disk');
  try {
    const data = { FOVEA_DATA_DIR: at('disk', 'library') };
    const command = ['train', at('photos'), '--model', at('net.onnx'), '--depth', 'all', '--lr', '0.001', '--json'];
    // Long enough that the disk is full before it ends, also where this process waits for its turn.
    command.push('--epochs', '40', '--patience', '0');
    const undisturbed = summaryOf(await fovea(command, data));
    const { child, ended } = startCommand(process.execPath, [foveaFile, ...command], {
      ...env,
      ...data,
    });
    child.stdout?.once('data', () => {
      // Fills the disk while the run goes on.
      execFileSync('sh', ['-c', 'dd if=/dev/zero of="$1" bs=4096 2>/dev/null || true', 'sh', at('disk', 'filler')]);
    });
    const first = await ended;
    const named = /--resume (\S+)"/.exec(first.stderr)?.[1] ?? '';
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(
      /The disk is full: ".*" could not be written\. Free some space and start again; what was done is kept\./,
    );
    expect(first.stderr).toContain(
      `The run is kept: "fovea train --resume ${named}" goes on from its last checkpoint.`,
    );
    rmSync(at('disk', 'filler'));
    const { model } = summaryOf(await fovea(['train', '--resume', named, '--json'], data));
    expect(model).toBe(undisturbed.model);
  } finally {
    disk.remove();
  }
});

test('none of this left a run that cannot be resumed or made again', () => {
  expect(runs().filter((name) => !/^\d{8}-\d{6}-[0-9a-f]{4}$/.test(name))).toEqual([]);
});
