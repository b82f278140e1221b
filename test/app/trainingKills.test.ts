import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seeded } from '../../electron/compiler/index.ts';
import { writeBase, writeClassFolders } from '../support/classFolders.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { below } from '../support/processes.ts';

// kill -9 and Ctrl+C in the middle of training by the command line. FOVEA_KILL_SEED repeats the moments of a run.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);
const seed = Number(process.env['FOVEA_KILL_SEED'] ?? Date.now() % 100_000);
const rng = seeded(seed);
// Long enough that each moment comes well before the end, on any machine.
const ways = ['--depth', 'block:2', '--epochs', '150', '--patience', '0', '--seed', '3', '--json'];
let command: readonly string[] = [];
/** Hash of the network that the command ends with when nothing disturbs it. */
let undisturbed = '';

const Summary = z.object({
  run: z.string(),
  model: z.string(),
  stopped: z.literal(false),
  same: z.boolean().optional(),
});
type Summary = z.infer<typeof Summary>;
const Epoch = z.object({ epoch: z.int(), trainLoss: z.number() });

const lastOf = (stdout: string): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

function summaryOf({ code, stdout, stderr }: Ended): Summary {
  expect({ code, stderr }, `FOVEA_KILL_SEED=${seed}`).toMatchObject({ code: 0 });
  return Summary.parse((lastOf(stdout) as { summary: unknown }).summary);
}

/** Every weight is that of the run that nothing disturbed. */
const expectAsUndisturbed = (ended: Ended): void =>
  expect(summaryOf(ended).model, `FOVEA_KILL_SEED=${seed}`).toBe(undisturbed);

/** Starts to train, and waits until so many epochs have ended. */
async function trainUntil(epoch: number, options: readonly string[] = command) {
  const { child, ended } = startCommand(process.execPath, [foveaFile, ...options], env);
  let told = '';
  await Promise.race([
    new Promise<void>((reached) => {
      child.stdout?.on('data', (text: string) => {
        told += text;
        if (told.split('\n').filter((line) => line.startsWith('{"restart"')).length >= epoch) reached();
      });
    }),
    ended,
  ]);
  return { child, ended };
}

const processOf = ({ pid = 0 }: ChildProcess, name: 'engine' | 'runner'): number | undefined =>
  below(pid).find(({ command: line }) => line.includes(join(name, 'main.ts')))?.pid;

/** The run that a command says can be gone on with. */
const runIn = (stderr: string): string => /--resume (\S+)"/.exec(stderr)?.[1] ?? '';

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeClassFolders(at('photos'), 24);
  command = ['train', at('photos'), '--model', at('net.onnx'), ...ways];
  undisturbed = summaryOf(await fovea(...command)).model;
});
afterAll(() => folder.remove());

describe(`kill -9 in the middle of training (FOVEA_KILL_SEED=${seed})`, () => {
  test('a runner that is killed is started again, and the weights are those of an undisturbed run', async () => {
    const { child, ended } = await trainUntil(1 + Math.floor(rng() * 8));
    const runner = processOf(child, 'runner');
    if (runner !== undefined) process.kill(runner, 'SIGKILL');
    expect(runner, 'no runner to kill').toBeDefined();
    expectAsUndisturbed(await ended);
  });

  test('an engine that is killed leaves a run that --resume ends with the same weights', async () => {
    const { child, ended } = await trainUntil(1 + Math.floor(rng() * 8));
    const engine = processOf(child, 'engine') ?? 0;
    process.kill(engine, 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code).toBe(3);
    expect(stderr).toContain('goes on from its last checkpoint');
    expectAsUndisturbed(await fovea('train', '--resume', runIn(stderr), '--json'));
  });

  test('a command that is killed over and over ends with the same weights', async () => {
    let options = command;
    let named = '';
    for (const epoch of [1, 2, 3].map((from) => from + Math.floor(rng() * 3))) {
      const { child, ended } = await trainUntil(epoch, options);
      const all = below(child.pid ?? 0);
      for (const { pid } of all) process.kill(pid, 'SIGKILL');
      const { stderr } = await ended;
      named ||= runIn(stderr);
      options = ['train', '--resume', named, '--json'];
    }
    expect(named, `FOVEA_KILL_SEED=${seed}`).not.toBe('');
    expectAsUndisturbed(await fovea(...options));
    const metrics = readFileSync(at('library', 'runs', named, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(metrics.map((line) => Epoch.parse(JSON.parse(line)).epoch).at(-1)).toBe(
      Math.max(...metrics.map((line) => Epoch.parse(JSON.parse(line)).epoch)),
    );
  });
});

describe('Ctrl+C', () => {
  test('ends at once, says how to go on, and what goes on ends with the same weights', async () => {
    const { child, ended } = await trainUntil(2);
    const stoppedMs = performance.now();
    child.kill('SIGINT');
    const { code, stderr, stdout } = await ended;
    // A stop answers within 200 ms of the step's end; the ends of three processes come on top.
    expect(performance.now() - stoppedMs).toBeLessThan(5_000);
    const named = runIn(stderr);
    expect({ code, stderr: stderr.trim().split('\n').at(-1) }).toEqual({
      code: 130,
      stderr: `The run is kept: "fovea train --resume ${named}" goes on from its last checkpoint.`,
    });
    expect(lastOf(stdout)).toEqual({ summary: { run: named, stopped: true } });
    expectAsUndisturbed(await fovea('train', '--resume', named, '--json'));
  });

  test('a run that has ended is answered at once when it is resumed', async () => {
    const first = summaryOf(await fovea(...command));
    const again = await fovea('train', '--resume', first.run, '--json');
    expect(summaryOf(again).model).toBe(first.model);
    // Not an epoch was trained.
    expect(again.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('a run that there is none of is said to be unknown', async () => {
    const { code, stderr } = await fovea('train', '--resume', '20200101-000000-0000');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 3,
      stderr:
        'There is no run 20200101-000000-0000. See the runs on the Train page, or in the folder "runs" of the data folder.',
    });
  });
});
