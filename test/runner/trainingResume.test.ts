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
const kills = 6;

/** Trains in a process that is killed so long after the first step it reports. @returns its steps, and whether it ended by itself */
async function trainUntil(folder: string, killAfterMs: number): Promise<{ steps: number[]; ended: boolean }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/trainingChild.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const steps: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  createInterface(child.stdout).on('line', (line) => {
    steps.push(Number(line));
    if (Number.isFinite(killAfterMs)) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { steps, ended: code === 0 };
}

test('a run that is killed again and again ends with the weights of one that was not', async () => {
  const [whole, torn] = [await emptyFolder(), await emptyFolder()];
  try {
    const startedMs = performance.now();
    const undisturbed = await trainUntil(whole, Infinity);
    expect(undisturbed.ended).toBe(true);
    const total = undisturbed.steps.at(-1)!;
    const draw = derived(seed, 'kills');
    // At random moments of what a run takes at most; one that came to its end is no kill.
    const mostMs = (performance.now() - startedMs) / kills;
    let killed = 0;
    let resumed = 0;
    for (let i = 0; i < kills; i++) {
      const { steps, ended } = await trainUntil(torn, draw() * mostMs);
      killed += Number(!ended);
      resumed += Number(steps.length > 0 && steps[0]! > 1);
      if (ended) await rm(join(torn, 'model.onnx'));
    }
    const { ended, steps } = await trainUntil(torn, Infinity);
    expect(ended, `seed ${seed}`).toBe(true);
    expect(killed, `seed ${seed}`).toBeGreaterThanOrEqual(3);
    expect(resumed, `seed ${seed}`).toBeGreaterThanOrEqual(2);
    expect(steps.at(-1) ?? total).toBe(total);
    const [a, b] = await Promise.all([whole, torn].map((at) => readFile(join(at, 'model.onnx'))));
    expect(b!.equals(a!), `seed ${seed}, killed ${killed} times`).toBe(true);
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
