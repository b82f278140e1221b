import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DeviceVerdict } from '../../electron/contract/index.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorClassifier, type ColorName } from '../support/networks.ts';

// The real command, engine and runner, with a small network that knows colors.

const folder = temporaryFolder();
const photos = join(folder.path, 'photos');
const env = { FOVEA_DATA_DIR: join(folder.path, 'library'), FOVEA_MODELS_DIR: join(folder.path, 'models') };
const shown: readonly ColorName[] = ['blue', 'green', 'red'];
let paths: readonly string[] = [];

beforeAll(async () => {
  writeColorModel(env.FOVEA_MODELS_DIR);
  paths = await Promise.all(shown.map((color) => writeColorPhoto(photos, color)));
});
afterAll(() => folder.remove());

/** The first Node on the search path that is too old for Fovea itself; null where every one is new enough. */
const olderNode =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((place) => join(place, 'node'))
    .filter((program) => existsSync(program))
    .find((program) => Number(/^v(\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]) < 24) ??
  null;

const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);

const PhotoLine = z.strictObject({
  path: z.string(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  top: z.array(z.strictObject({ class: z.string(), index: z.int(), probability: z.number().min(0).max(1) })),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
const SummaryLine = z.strictObject({
  summary: z.strictObject({
    done: z.int(),
    failed: z.int(),
    model: z.string().nullable(),
    device: z.string().nullable(),
    perSecond: z.number().nullable(),
    stopped: z.boolean(),
  }),
});

function readJsonLines(stdout: string) {
  const lines = stdout.trimEnd().split('\n');
  const last = lines.pop() ?? '';
  return {
    rows: lines.map((line) => PhotoLine.parse(JSON.parse(line))),
    summary: SummaryLine.parse(JSON.parse(last)).summary,
  };
}

describe('fovea classify', () => {
  test('--json prints one object per photo in the order given, and a summary last', async () => {
    const { code, stdout, stderr } = await fovea('classify', ...paths, '--model', 'colors', '--top', '3', '--json');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { rows, summary } = readJsonLines(stdout);
    expect(rows.map(({ path, top }) => [path, top[0]!.class, top.length])).toEqual(
      shown.map((color, i) => [paths[i], color, 3]),
    );
    expect(rows[0]).toMatchObject({ width: 60, height: 40, error: null });
    expect(rows[0]!.top[0]!.probability).toBeGreaterThan(0.9);
    expect(summary).toMatchObject({ done: 3, failed: 0, model: 'colors', stopped: false });
  });

  test('a folder stands for the photos in it, and a table is for people', async () => {
    const { code, stdout, stderr } = await fovea('classify', photos, '--model', 'colors', '--top', '1');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(shown.map((color, i) => `${paths[i]!}: ${color} 100.0 %`));
    expect(stderr).toMatch(/3 photos by colors on cpu, [\d.]+ photos\/s\./);
  });

  test('--csv has a heading, one line per class, and the line ends of RFC 4180', async () => {
    const { stdout } = await fovea('classify', paths[0]!, '--model', 'colors', '--top', '2', '--csv');
    const lines = stdout.split('\r\n');
    expect(lines[0]).toBe('path,width,height,rank,class,index,probability,error');
    expect(lines[1]).toMatch(/blue\.png,60,40,1,blue,2,0\.9\d+,$/);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
  });

  test('a broken and a missing file end as rows with their reasons, and the code is 1', async () => {
    const broken = join(folder.path, 'broken.jpg');
    writeFileSync(broken, 'this is no picture');
    const missing = join(folder.path, 'nowhere.jpg');
    const { code, stdout } = await fovea('classify', broken, missing, paths[0]!, '--model', 'colors', '--json');
    expect(code).toBe(1);
    const { rows, summary } = readJsonLines(stdout);
    expect(Object.fromEntries(rows.map(({ path, error }) => [path, error?.code ?? null]))).toEqual({
      [missing]: 'library/path-missing',
      [broken]: 'photo/not-an-image',
      [paths[0]!]: null,
    });
    expect(summary).toMatchObject({ done: 3, failed: 2 });
  });

  test('an .onnx file is put on the shelf, which is said, and used', async () => {
    const file = join(folder.path, 'two.onnx');
    writeFileSync(file, colorClassifier({ classes: ['red', 'blue'] }));
    const { code, stdout, stderr } = await fovea('classify', paths[0]!, '--model', file, '--json', '--top', '1');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('Put two.onnx on the shelf');
    expect(readJsonLines(stdout).rows[0]!.top[0]!.index).toBe(1);
  });

  test.each([
    ['an unknown option', ['classify', 'a.jpg', '--colour']],
    ['no photo', ['classify']],
    ['a senseless --top', ['classify', 'a.jpg', '--top', '0']],
    ['an unknown device', ['classify', 'a.jpg', '--device', 'abacus']],
    ['two formats', ['classify', 'a.jpg', '--json', '--csv']],
    ['an unknown command', ['clasify', 'a.jpg']],
  ])('%s is a mistake of usage: code 2, nothing on standard output', async (_mistake, options) => {
    const { code, stdout, stderr } = await fovea(...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('fovea classify');
  });

  test('without any model nothing can run: code 3, and a way to get one', async () => {
    const none = {
      FOVEA_DATA_DIR: join(folder.path, 'empty'),
      FOVEA_MODELS_DIR: join(folder.path, 'no-models'),
      FOVEA_BUILT_IN_DIR: join(folder.path, 'nothing-built-in'),
    };
    const { code, stderr } = await run(['classify', paths[0]!], none);
    expect(code).toBe(3);
    expect(stderr).toContain('There is no model yet.');
  });

  test('an unknown model is refused by name: code 3', async () => {
    const { code, stderr } = await fovea('classify', paths[0]!, '--model', 'no-such-net');
    expect(code).toBe(3);
    expect(stderr).toContain('There is no model "no-such-net".');
  });

  test('Ctrl+C ends it cleanly with what is done, and code 130', async () => {
    const many = Array.from({ length: 4000 }, () => paths[0]!);
    const started = startCommand(
      process.execPath,
      [foveaFile, 'classify', ...many, '--model', 'colors', '--json'],
      env,
    );
    await new Promise<void>((resolve) => started.child.stdout?.once('data', () => resolve()));
    started.child.kill('SIGINT');
    const { code, stdout } = await started.ended;
    expect(code).toBe(130);
    const { rows, summary } = readJsonLines(stdout);
    expect(summary).toMatchObject({ stopped: true, done: rows.length });
    expect(rows.length).toBeLessThan(4000);
  });

  test('a reader that leaves early, as head does, is no error', async () => {
    const started = startCommand(
      process.execPath,
      [foveaFile, 'classify', ...paths, '--model', 'colors', '--json'],
      env,
    );
    started.child.stdout?.destroy();
    const { stderr } = await started.ended;
    expect(stderr).not.toMatch(/EPIPE|at .*\.ts:\d+/);
  });

  test('when the command is killed, the processes it started end too', async () => {
    const many = Array.from({ length: 4000 }, () => paths[0]!);
    const marked = { ...env, FOVEA_DATA_DIR: join(folder.path, 'killed') };
    const started = startCommand(
      process.execPath,
      [foveaFile, 'classify', ...many, '--model', 'colors', '--json'],
      marked,
    );
    await new Promise<void>((resolve) => started.child.stdout?.once('data', () => resolve()));
    const children = await childrenOf(started.child.pid!);
    expect(children.length).toBeGreaterThan(0);
    started.child.kill('SIGKILL');
    await started.ended;
    for (let waited = 0; waited < 8000 && children.some(alive); waited += 100) await sleep(100);
    expect(children.filter(alive)).toEqual([]);
  });
});

describe('fovea models and devices', () => {
  test('models list shows what is here and what is offered', async () => {
    const { code, stdout } = await fovea('models', 'list', '--json');
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ name: 'colors', state: 'ready', task: 'classification' }));
    expect(lines.some(({ state }) => state === 'offered')).toBe(true);
    expect(lines.at(-1)).toHaveProperty('summary.here');
  });

  test('models show says what the card and the graph say', async () => {
    const { code, stdout } = await fovea('models', 'show', 'colors');
    expect(code).toBe(0);
    expect(stdout).toMatch(/classes\s+8: red, green, blue, yellow/);
    expect(stdout).toContain('Conv 1');
  });

  test('models add refuses what is no network: code 3', async () => {
    const file = join(folder.path, 'fake.onnx');
    writeFileSync(file, 'no network');
    const { code, stderr } = await fovea('models', 'add', file);
    expect(code).toBe(3);
    expect(stderr).toContain('is not an ONNX network');
  });

  test('models get refuses a name that the catalogue does not have: code 3', async () => {
    const { code, stderr } = await fovea('models', 'get', 'no-such-net');
    expect(code).toBe(3);
    expect(stderr).toContain('There is no model "no-such-net".');
  });

  test('devices --json prints one verdict per line; the CPU is always usable', async () => {
    const { code, stdout } = await fovea('devices', '--json');
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const summary = z.strictObject({ summary: z.object({ inUse: z.string() }) }).parse(lines.pop());
    const verdicts = lines.map((line) => DeviceVerdict.parse(line));
    expect(verdicts.find(({ id }) => id === 'cpu')?.usable).toBe(true);
    expect(verdicts.map(({ id }) => id as string)).toContain(summary.summary.inUse);
  });
});

describe('the command itself', () => {
  test('--help and --version go to standard output with code 0', async () => {
    const [help, version] = await Promise.all([fovea('--help'), fovea('--version')]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Exit codes: 0 all done');
    expect(version.stdout).toMatch(/^fovea \d+\.\d+\.\d+\n$/);
  });

  test('what one command made of the sources is there for the next, the engine included', async () => {
    const kept = join(folder.path, 'compiled');
    const filledBy = async (...words: string[]): Promise<number> => {
      const { code } = await run(words, { ...env, NODE_COMPILE_CACHE: kept });
      expect(code).toBe(0);
      return readdirSync(kept, { recursive: true }).length;
    };
    const commandAlone = await filledBy('--version');
    expect(await filledBy('models', 'list')).toBeGreaterThan(1.5 * commandAlone);
  });

  test.skipIf(olderNode === null)(
    `started on ${olderNode ?? 'an older Node, of which there is none'}, it goes on in its own`,
    async () => {
      const on = (...words: string[]): Promise<Ended> =>
        startCommand(olderNode ?? '', [foveaFile, ...words], env).ended;
      const [done, usage] = await Promise.all([on('models', 'list', '--json'), on('classify')]);
      expect(done).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('"colors"') as string });
      expect(usage.code).toBe(2);
    },
  );

  test.skipIf(olderNode === null)('started on an older Node, Ctrl+C still ends it with its own code', async () => {
    const many = Array.from({ length: 4000 }, () => paths[0]!);
    const started = startCommand(olderNode ?? '', [foveaFile, 'classify', ...many, '--model', 'colors', '--json'], env);
    await new Promise<void>((resolve) => started.child.stdout?.once('data', () => resolve()));
    started.child.kill('SIGINT');
    const { code, stdout } = await started.ended;
    expect({ code, stopped: readJsonLines(stdout).summary.stopped }).toEqual({ code: 130, stopped: true });
  });

  test('nothing at all is a mistake of usage', async () => expect((await fovea()).code).toBe(2));
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Children and their children. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await startCommand('ps', ['-e', '-o', 'pid=,ppid='], {}).ended;
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}
