// Makes models/fovea-base: `npm run model:base -- --data DIR --teacher FILE.onnx [--work DIR] [--seed N] [--until PHASE] [--out DIR]`
//
// The work folder keeps what was done, so that the same command goes on where it was interrupted: what the teacher said,
// the network after each phase, the trainer's checkpoint within a phase, and a line of JSON per epoch and phase in
// log.jsonl. After the last phase the network is put into the folder of what travels with Fovea, models/ by default.

import { appendFileSync, existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decode, encode, withDims, withParameters, type Graph } from '../../../electron/compiler/index.ts';
import { TrainingSettings } from '../../../electron/contract/index.ts';
import { trainNetwork, type StepReport } from '../../../electron/runner/training/index.ts';
import { asTheyAre, examplesOf } from './examples.ts';
import { judge, type Judgement } from './judge.ts';
import { network, trainable } from './network.ts';
import { publish } from './publish.ts';
import { design, heldOut, phases, teacherShare, type Phase } from './recipe.ts';
import { teach } from './teacher.ts';
import { parted, readClasses, readTiles, tileSide } from './tiles.ts';

const threads = 2;
const sayEveryMs = 30_000;

const { values: typed } = parseArgs({
  options: {
    data: { type: 'string' },
    teacher: { type: 'string' },
    work: { type: 'string', default: join(import.meta.dirname, 'checkpoint') },
    seed: { type: 'string', default: '1' },
    until: { type: 'string', default: String(phases.length) },
    out: { type: 'string', default: join(import.meta.dirname, '../..') },
  },
});
const { data: folderOfData, teacher: fileOfTeacher } = typed;
if (folderOfData === undefined || fileOfTeacher === undefined)
  throw new Error(
    'Usage: npm run model:base -- --data DIR --teacher FILE.onnx [--work DIR] [--seed N] [--until PHASE] [--out DIR]',
  );
const seed = Number(typed.seed);
const work = resolve(typed.work);
await mkdir(work, { recursive: true });

const ids = [...(await readClasses(folderOfData)).keys()];
const tiles = await readTiles(folderOfData, 'train', ids);
const parts = parted(tiles, heldOut);
const never = await readTiles(folderOfData, 'val', ids);
const said = await teach(tiles, {
  ...{ network: fileOfTeacher, classes: ids.length, seed, folder: work, threads, onProgress: say },
});
say(`The teacher is right on ${percent(said.accuracy)} of photos that it has not learned from`);
const targets = blended(said.probabilities);

const pathOf = (phase: number): string => join(work, `phase${phase}.onnx`);
const begun = network({ ...design, classes: ids.length }, seed);
// What the phases before left behind is not needed any more.
const ended = phases.findLastIndex((_, index) => existsSync(pathOf(index + 1))) + 1;
let graph = ended === 0 ? begun : withNumbersOf(begun, decode(await readFile(pathOf(ended))));
for (let index = ended; index < Math.min(Number(typed.until), phases.length); index++)
  graph = await through(graph, index);
if (Number(typed.until) >= phases.length)
  await publish(graph, await judged(graph, tileSide), join(work, 'log.jsonl'), resolve(typed.out));

/** One phase; its network is left in the work folder. */
async function through(from: Graph, index: number): Promise<Graph> {
  const { side, settings } = phaseAt(index);
  const phase = index + 1;
  const parsed = TrainingSettings.parse({ ...settings, seed: seed + index });
  const { augmentation } = parsed;
  const sized = withDims(
    from,
    new Map([
      ['H', side],
      ['W', side],
    ]),
  );
  const { network: learned } = await trainNetwork(
    {
      ...{ network: sized, input: 'image', logits: 'logits', trained: trainable(sized), classes: ids.length },
      settings: parsed,
      train: examplesOf(tiles, { side, augmentation, targets, indices: parts.learned }),
      holdout: examplesOf(tiles, { side, augmentation, targets: null, indices: parts.heldOut }),
      ...{ device: 'cpu', threads, winners: null, folder: join(work, `phase${phase}`) },
    },
    {
      turn: (step) => step(),
      stop: { aborted: false, throwIfAborted: () => undefined },
      finishAsked: () => false,
      onPhase: (_, message) => say(message),
      onStep: progressOf(phase),
      onEpoch: (record) => {
        log({ phase, side, ...record });
        say(`Phase ${phase}, epoch ${record.epoch}: ${percent(record.holdoutAccuracy ?? 0)} of the hold-out`);
      },
    },
  );
  await writeFile(`${pathOf(phase)}.part`, encode(learned));
  await rename(`${pathOf(phase)}.part`, pathOf(phase));
  const whole = withNumbersOf(from, learned);
  const validation = await judged(whole, side);
  log({ phase, side, validation });
  say(`Phase ${phase}: top-1 ${percent(validation.top1)}, top-5 ${percent(validation.top5)} of the validation photos`);
  return whole;
}

/** How often a network is right on the validation photos. */
function judged(whole: Graph, side: number): Promise<Judgement> {
  return judge(whole, examplesOf(never, { side, augmentation: asTheyAre, targets: null, indices: null }), threads);
}

function phaseAt(index: number): Phase {
  const phase = phases[index];
  if (!phase) throw new Error(`The recipe has ${phases.length} phases.`);
  return phase;
}

/** The numbers of a network of one size in the network of any size. */
function withNumbersOf(open: Graph, sized: Graph): Graph {
  const names = new Set(open.initializers.map(({ name }) => name));
  const own = sized.initializers.filter(({ name }) => names.has(name));
  return withParameters(open, new Map(own.map((tensor) => [tensor.name, tensor] as const)));
}

/** [count, classes] what the teacher says and what is known, mixed. */
function blended(teacher: Float32Array): Float32Array {
  const mixed = teacher.map((p) => teacherShare * p);
  for (const [n, own] of tiles.classOf.entries())
    mixed[n * ids.length + own] = (mixed[n * ids.length + own] ?? 0) + 1 - teacherShare;
  return mixed;
}

function progressOf(phase: number): (step: StepReport) => void {
  let saidMs = 0;
  return ({ epoch, done, total, loss, examplesPerSecond }) => {
    if (performance.now() - saidMs < sayEveryMs) return;
    saidMs = performance.now();
    const speed = `${examplesPerSecond.toFixed(0)} photos/s`;
    say(`Phase ${phase}, epoch ${epoch}: step ${done} of ${total}, loss ${loss.toFixed(3)}, ${speed}`);
  };
}

function log(record: object): void {
  appendFileSync(join(work, 'log.jsonl'), `${JSON.stringify(record)}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function say(message: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${message}`);
}
