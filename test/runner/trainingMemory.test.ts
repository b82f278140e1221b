import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runnerFlags } from '../../electron/engine/jobs/runnerProcess.ts';
import { emptyFolder } from '../support/learning.ts';

const run = promisify(execFile);
/** Share of the samples in which caches, code and the arena of ONNX Runtime come to their size. */
const warmUp = 0.25;

test.each([
  ['head', '1,000 epochs of a head'],
  ['network', '500 steps of every layer'],
])(
  '%s: resident memory is flat over %s',
  async (what) => {
    const folder = await emptyFolder();
    try {
      const child = join(import.meta.dirname, 'support/memoryChild.ts');
      const { stdout } = await run(process.execPath, [...runnerFlags, '--expose-gc', child, what, folder]);
      const samples = JSON.parse(stdout) as number[];
      expect(samples.length).toBeGreaterThanOrEqual(100);
      const share = growthOf(samples.slice(Math.floor(warmUp * samples.length)));
      expect(share, samples.map((mb) => mb.toFixed(0)).join(' ')).toBeLessThan(0.01);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  300_000,
);

/** What the line of least squares rises by from the first to the last sample, as a share of their mean. */
function growthOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, mb) => sum + mb, 0) / samples.length;
  const covariance = samples.reduce((sum, mb, i) => sum + (i - middle) * (mb - mean), 0);
  const variance = samples.reduce((sum, _mb, i) => sum + (i - middle) ** 2, 0);
  return ((covariance / variance) * (samples.length - 1)) / mean;
}
