// Whether resident memory is flat over training: `node test/bench/trainingMemory.ts`. The bar is a rise of 1 % after warm-up.
// On a machine that does other work the numbers rise in single steps of a megabyte; run it alone.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runnerFlags } from '../../electron/engine/jobs/runnerProcess.ts';
import { emptyFolder } from '../support/learning.ts';

/** Share of the samples in which caches, code and the arena of ONNX Runtime come to their size. */
const warmUp = 0.25;
const bar = 0.01;

const cases = { head: '1,000 epochs of a head', network: '500 steps of every layer' } as const;
for (const [what, said] of Object.entries(cases)) {
  const folder = await emptyFolder();
  const child = join(import.meta.dirname, 'trainingMemoryChild.ts');
  const samples = JSON.parse(
    execFileSync(process.execPath, [...runnerFlags, child, what, folder], { encoding: 'utf8' }),
  ) as number[];
  rmSync(folder, { recursive: true, force: true });
  const rise = growthOf(samples.slice(Math.floor(warmUp * samples.length)));
  console.log(`${said}: ${samples.at(-1)?.toFixed(0)} MB, rises by ${(100 * rise).toFixed(2)} %`);
  if (rise >= bar) process.exitCode = 1;
}

/** What the line of least squares rises by from the first to the last sample, as a share of their mean. */
function growthOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, mb) => sum + mb, 0) / samples.length;
  const covariance = samples.reduce((sum, mb, i) => sum + (i - middle) * (mb - mean), 0);
  const variance = samples.reduce((sum, _mb, i) => sum + (i - middle) ** 2, 0);
  return ((covariance / variance) * (samples.length - 1)) / mean;
}
