// What the batch job reaches of what the machine could do. Three kinds of photos; each round measures decoding alone,
// the network alone, the plain loop and the job one after the other, so that a busy moment hits all of them.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encode } from '../../electron/compiler/index.ts';
import type { ClassifiedPhoto, ModelFile } from '../../electron/contract/index.ts';
import { runnerThreads, startRunner, type RunnerProcess } from '../runner/support/runnerProcess.ts';
import { sharedModel } from '../runner/support/shelf.ts';
import { colorCard, randomCnnGraph } from '../support/networks.ts';
import { sharedDir } from '../support/shared.ts';
import type { Measurement } from './measure.ts';
import { photoSets, writePhotoSet } from './photographs.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
/** Of 1 / (1/d + 1/i): decoding and the network share the cores, so their times add up. */
const barOfIdeal = 0.85;
/** Of the plain loop on photos as cameras make them. */
const barOfPlainLoop = 1.4;

interface Round {
  readonly decode: number;
  readonly inference: number;
  readonly job: number;
  readonly plainLoop: number;
}

const folder = await mkdtemp(join(tmpdir(), 'fovea-bench-'));
try {
  process.exitCode = (await bench()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

async function bench(): Promise<boolean> {
  const model = await modelToRun();
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${process.version}`);
  console.log(`${model.card.name}, ${rounds} rounds, medians of photos a second\n`);
  console.log(row('', 'decode', 'network', 'ideal', 'job', 'of ideal', 'plain loop', 'job / plain'));
  let holds = true;
  for (const set of photoSets) {
    const paths = await writePhotoSet(set, folder);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await measureRound(model, paths));
    const ofIdeal = median(measured.map((round) => round.job / idealOf(round)));
    const ofPlain = median(measured.map((round) => round.job / round.plainLoop));
    const [decode, inference, ideal, job, plain] = [
      (round: Round) => round.decode,
      (round: Round) => round.inference,
      idealOf,
      (round: Round) => round.job,
      (round: Round) => round.plainLoop,
    ].map((figure) => median(measured.map(figure)).toFixed(1));
    console.log(row(set.name, decode, inference, ideal, job, ofIdeal.toFixed(2), plain, ofPlain.toFixed(2)));
    holds &&= ofIdeal >= barOfIdeal && (set.width < 4000 || ofPlain >= barOfPlainLoop);
  }
  console.log(
    `\nbars (job ≥ ${barOfIdeal} of ideal; ≥ ${barOfPlainLoop} × plain loop at 12 megapixels): ${holds ? 'hold' : 'MISSED'}`,
  );
  return holds;
}

function idealOf({ decode, inference }: Round): number {
  return 1 / (1 / decode + 1 / inference);
}

async function measureRound(model: ModelFile, paths: readonly string[]): Promise<Round> {
  return {
    decode: await measure({ what: 'decode', model, paths }),
    inference: await measure({ what: 'inference', model, paths }),
    job: await jobRate(model, paths),
    plainLoop: await measure({ what: 'plain loop', model, paths: paths.slice(0, Math.ceil(paths.length / 2)) }),
  };
}

/** Runs one measurement in a process of its own; the plain loop gets Node's own number of threads. */
async function measure(measurement: Measurement): Promise<number> {
  const env = { ...process.env };
  if (measurement.what !== 'plain loop') env['UV_THREADPOOL_SIZE'] = String(runnerThreads);
  const child = fork(resolve(import.meta.dirname, 'measure.ts'), { env, serialization: 'advanced' });
  child.send(measurement);
  const [perSecond] = (await once(child, 'message')) as [number];
  return perSecond;
}

/** The real job in the real runner, its network loaded beforehand as in a running app. */
async function jobRate(model: ModelFile, paths: readonly string[]): Promise<number> {
  const runner = startRunner();
  await classify(runner, model, paths.slice(0, 4));
  const startedMs = performance.now();
  const photos = await classify(runner, model, paths);
  const elapsedMs = performance.now() - startedMs;
  assertRight(photos, paths, await classify(runner, model, paths.slice(0, 1)));
  await runner.close();
  return (1000 * paths.length) / elapsedMs;
}

async function classify(runner: RunnerProcess, model: ModelFile, paths: readonly string[]): Promise<ClassifiedPhoto[]> {
  const photos: ClassifiedPhoto[] = [];
  const request = { model, paths, topK: 5, device: 'cpu' } as const;
  const onProgress = (step: { readonly photos: readonly ClassifiedPhoto[] }) => void photos.push(...step.photos);
  await runner.client.ask('classification.classify', request, { onProgress });
  return photos;
}

/** Every photo once, in order, readable, and equal files with equal answers whatever batch they came in. */
function assertRight(photos: readonly ClassifiedPhoto[], paths: readonly string[], alone: readonly ClassifiedPhoto[]) {
  const seen = new Map<string, number>(alone.map((photo) => [photo.path, photo.top[0]?.probability ?? NaN]));
  photos.forEach((photo, at) => {
    const probability = photo.top[0]?.probability ?? NaN;
    const before = seen.get(photo.path) ?? probability;
    seen.set(photo.path, before);
    const right = photo.path === paths[at] && photo.index === at && Math.abs(probability - before) < 1e-4;
    if (!right) throw new Error(`photo ${at} came back wrong: ${JSON.stringify(photo)}`);
  });
  if (photos.length !== paths.length) throw new Error(`${photos.length} of ${paths.length} photos came back`);
}

/** SqueezeNet where it is at hand, else a network of our own. */
async function modelToRun(): Promise<ModelFile> {
  const shared = sharedDir();
  if (shared) return sharedModel(shared, 'squeezenet1_1_imagenet');
  const path = join(folder, 'random.onnx');
  await writeFile(path, encode(randomCnnGraph(1, { width: 224, height: 224 })));
  const card = colorCard({ width: 224, height: 224 }, 'random CNN');
  const preprocessing = { ...card.preprocessing, fit: 'crop', shortSide: 256 } as const;
  return { path, card: { ...card, preprocessing, outputName: 'logits', classNames: [] } };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function row(...cells: readonly (string | undefined)[]): string {
  return cells.map((cell, column) => (column === 0 ? (cell ?? '').padEnd(14) : (cell ?? '').padStart(12))).join('');
}
