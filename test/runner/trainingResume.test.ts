import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { EpochRecord } from '../../electron/contract/index.ts';
import { derived } from '../../electron/runner/vision/index.ts';
import { emptyFolder } from '../support/learning.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const kills = 5;

/** Trains in a process that is killed a few milliseconds after it reports a step, or never. @returns the steps it reported */
async function trainUntil(folder: string, step = Infinity, delayMs = 0): Promise<{ steps: number[]; ended: boolean }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/trainingChild.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const steps: number[] = [];
  createInterface(child.stdout).on('line', (line) => {
    steps.push(Number(line));
    if (Number(line) >= step) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { steps, ended: code === 0 };
}

test('a run that is killed again and again ends with the weights of one that was not', async () => {
  const [whole, torn] = [await emptyFolder(), await emptyFolder()];
  try {
    const undisturbed = await trainUntil(whole);
    expect(undisturbed.ended).toBe(true);
    const total = undisturbed.steps.at(-1)!;
    const draw = derived(seed, 'kills');
    let resumed = 0;
    for (let i = 0; i < kills; i++) {
      // At a drawn step of each part of the run but the last; the delay leads into checkpoints and hold-out judgements.
      const step = Math.ceil(((i + draw()) / (kills + 2)) * total);
      const { steps, ended } = await trainUntil(torn, step, 12 * draw());
      expect(ended, `seed ${seed}: it was to be killed at step ${step}`).toBe(false);
      resumed += Number(steps[0]! > 1);
    }
    expect(resumed, `seed ${seed}`).toBeGreaterThanOrEqual(kills / 2);
    const { ended, steps } = await trainUntil(torn);
    expect(ended, `seed ${seed}`).toBe(true);
    expect(steps.at(-1), `seed ${seed}`).toBe(total);
    const [a, b] = await Promise.all([whole, torn].map((at) => readFile(join(at, 'model.onnx'))));
    expect(b!.equals(a!), `seed ${seed}`).toBe(true);
    const [curve, tornCurve] = await Promise.all([whole, torn].map(epochsOf));
    expect(tornCurve, `seed ${seed}`).toEqual(curve);
  } finally {
    await Promise.all([whole, torn].map((path) => rm(path, { recursive: true, force: true })));
  }
});

/** The lines of metrics.jsonl, without what the clock says. */
async function epochsOf(folder: string): Promise<Omit<EpochRecord, 'examplesPerSecond'>[]> {
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => ({ ...(JSON.parse(line) as EpochRecord), examplesPerSecond: undefined }));
}
