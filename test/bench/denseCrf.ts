// How long a fully connected conditional random field takes on half a megapixel with 21 classes, and how much faster it is
// than its TypeScript twin where that can be waited for: `node test/bench/denseCrf.ts [runs]`.

import { availableParallelism, cpus } from 'node:os';
import { meanField, nativeFailure, refineByCrf, type CrfProblem } from '../../native/index.ts';
import { noisyScene } from '../native/noisyScene.ts';

const barSeconds = 1.5;
const threads = 2;
const runs = Number(process.argv[2] ?? 5);

const settings = {
  iterations: 5,
  spatialSigma: 3,
  spatialWeight: 3,
  colorSpatialSigma: 60,
  colorSigma: 10,
  colorWeight: 5,
};

interface Timing {
  readonly seconds: number;
  /** Of all threads together, so that a busy machine can be told from slow code. */
  readonly cpuSeconds: number;
}

const failure = nativeFailure();
if (failure !== null) throw new Error(`There is nothing to time. ${failure}`);
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${process.version}`);
process.exitCode = (await largePicture()) ? 0 : 1;
await againstTwin();

async function largePicture(): Promise<boolean> {
  const problem = { ...noisyScene({ classes: 21, height: 600, width: 834, seed: 1 }), settings };
  assertProbabilities(await refineByCrf(problem, threads), problem);
  const timings: Timing[] = [];
  for (let run = 0; run < runs; run++) timings.push(await timed(() => refineByCrf(problem, threads)));
  const { seconds, cpuSeconds } = fastest(timings);
  const verdict = seconds <= barSeconds ? 'holds' : 'MISSED';
  console.log(`834 × 600, 21 classes, 5 iterations, ${threads} threads, fastest of ${runs}:`);
  console.log(
    `${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of processor time; bar of ${barSeconds} s ${verdict}`,
  );
  return seconds <= barSeconds;
}

async function againstTwin(): Promise<void> {
  for (const appearance of ['exact', 'lattice'] as const) {
    const problem = { ...noisyScene({ classes: 21, height: 40, width: 40, seed: 1 }), settings, appearance };
    const [ours, twin] = [await refineByCrf(problem, threads), meanField(problem)];
    const farthest = ours.reduce((most, p, i) => Math.max(most, Math.abs(p - (twin[i] ?? NaN))), 0);
    if (!(farthest < 1e-4)) throw new Error(`the twin is ${farthest} away, so the times mean nothing`);
    const native: Timing[] = [];
    for (let run = 0; run < runs; run++) native.push(await timed(() => refineByCrf(problem, threads)));
    const theirs = await timed(() => Promise.resolve(meanField(problem)));
    const ratio = theirs.seconds / fastest(native).seconds;
    console.log(`40 × 40, 21 classes, ${appearance}: ${ratio.toFixed(0)} × as fast as the twin, ${farthest} from it`);
  }
}

/** Each point's probabilities add up to 1, and refining has changed them. */
function assertProbabilities(refined: Float32Array, { probabilities, classes }: CrfProblem): void {
  const points = refined.length / classes;
  for (let i = 0; i < points; i++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += refined[c * points + i] ?? NaN;
    if (!(Math.abs(sum - 1) < 1e-4)) throw new Error(`the probabilities of point ${i} add up to ${sum}`);
  }
  if (refined.every((p, i) => p === probabilities[i])) throw new Error('nothing was refined');
}

async function timed(run: () => Promise<unknown>): Promise<Timing> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - startedMs) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function fastest(timings: readonly Timing[]): Timing {
  const [first, ...others] = timings;
  if (!first) throw new Error('there must be at least one run');
  return others.reduce((best, timing) => (timing.seconds < best.seconds ? timing : best), first);
}
