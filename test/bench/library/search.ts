// How long searches and learning take in large libraries, on drawn features: `npm run bench:search [-- PHOTOS…]`. Of up to
// 30,000 photos the features are as long as mobilenetv2's, of more they are projected, as in a library.

import { availableParallelism, cpus } from 'node:os';
import { everything, keptAnswers, type GivenLabels } from '../../../electron/contract/index.ts';
import { Library } from '../../../electron/engine/library/index.ts';
import {
  alikeIn,
  collectionLearner,
  judgeLabels,
  outliersIn,
} from '../../../electron/runner/tasks/collection/index.ts';
import { hold } from '../../../electron/runner/tasks/collection/held.ts';
import { normalize, projectedDims } from '../../../electron/runner/tasks/collection/projection.ts';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { fill } from '../../engine/libraries.ts';
import { temporaryFolder } from '../../support/fovea.ts';

const classes = 10;
const sizes = process.argv.slice(2).map(Number);

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${process.version}`);
for (const photos of sizes.length > 0 ? sizes : [20_000, 100_000]) {
  const dims = photos > 30_000 ? projectedDims : 1280;
  console.log(`\n${photos.toLocaleString('en')} photos × ${dims}`);
  const ids = Int32Array.from({ length: photos }, (_, i) => i + 1);
  hold({ ids, dims, values: drawn(photos, dims) }, null);
  await searches(ids);
  await learning(ids);
  library(photos);
}

async function searches(ids: Int32Array): Promise<void> {
  const most = 1000;
  await alikeIn({ like: ids.subarray(0, 1), among: ids, most });
  await timed('like one photo', () => alikeIn({ like: ids.subarray(0, 1), among: ids, most }));
  await timed('like a hundred', () => alikeIn({ like: ids.subarray(0, 100), among: ids, most }));
  await timed('unlike all others', () => outliersIn({ among: ids, most }));
  const labels = labelsOf(ids.subarray(0, 2000));
  const judge = (): Promise<unknown> => judgeLabels({ labels, groups: labels.photos }, atOnce);
  await timed('labels that may be wrong, of 2,000', judge);
}

async function learning(ids: Int32Array): Promise<void> {
  const learn = collectionLearner();
  for (const count of [100, 1000, 3000]) {
    const round = (labelled: number): Promise<unknown> =>
      learn(
        { labels: labelsOf(ids.subarray(0, labelled)), several: false, unlabelled: ids.subarray(labelled) },
        atOnce,
      );
    await timed(`learn from ${count} labels, the first time`, () => round(count));
    await timed(`learn from ${count} labels and ten more`, () => round(count + 10));
  }
}

/** What the engine does with the answers, and accepting all of them. */
function library(photos: number): void {
  const folder = temporaryFolder();
  const opened = new Library(folder.path);
  try {
    const ids = Int32Array.from(fill(opened, photos));
    const [number = 0] = ['rose', 'tulip'].map((name) => opened.classes.add(name, null).class);
    const answers = {
      ...{ numbers: Int32Array.of(number, number + 1), photos: ids, exclusive: true },
      classes: Int32Array.from({ length: photos * keptAnswers }, (_, i) => [0, 1, -1, -1, -1][i % keptAnswers] ?? -1),
      probabilities: Float32Array.from({ length: photos * keptAnswers }, (_, i) => [0.8, 0.2][i % keptAnswers] ?? 0),
    };
    timedNow('put suggestions into the library', () => opened.finding.suggest(answers));
    timedNow('preview of all suggestions', () => opened.finding.suggested(everything, 0.5));
    timedNow('accept them all', () => opened.finding.accept(opened.finding.suggested(everything, 0.5)));
    timedNow('undo that', () => opened.undo());
  } finally {
    opened.close();
    folder.remove();
  }
}

function labelsOf(photos: Int32Array): GivenLabels {
  return {
    photos,
    starts: Int32Array.from({ length: photos.length + 1 }, (_, i) => i),
    classes: photos.map((photo) => photo % classes),
    numbers: Int32Array.from({ length: classes }, (_, k) => k + 1),
  };
}

function atOnce<T>(step: () => Promise<T>): Promise<T> {
  return step();
}

/** Rows of length 1 around a middle per class, which overlap. */
function drawn(photos: number, dims: number): Float32Array {
  const rng = seeded(1);
  const normal = (): number => rng() + rng() + rng() - 1.5;
  const middles = Float32Array.from({ length: classes * dims }, normal);
  const values = new Float32Array(photos * dims);
  for (let row = 0; row < photos; row += 1) {
    const own = ((row + 1) % classes) * dims;
    for (let d = 0; d < dims; d += 1) values[row * dims + d] = 0.15 * (middles[own + d] ?? 0) + normal();
  }
  normalize(values, dims);
  return values;
}

async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  const fromCpu = process.cpuUsage();
  await run();
  told(what, from, fromCpu);
}

function timedNow(what: string, run: () => unknown): void {
  const from = performance.now();
  const fromCpu = process.cpuUsage();
  run();
  told(what, from, fromCpu);
}

/** Time on the processor too, because a busy machine lengthens the clock's. */
function told(what: string, from: number, fromCpu: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(fromCpu);
  const [clock, cpu] = [performance.now() - from, (user + system) / 1000];
  console.log(
    `  ${what.padEnd(44)} ${clock.toFixed(0).padStart(6)} ms, ${cpu.toFixed(0).padStart(6)} ms of processors`,
  );
}
