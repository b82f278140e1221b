// Fine-tuning the last block of MobileNetV2 for ten epochs on flowers5, given split: ours from files to weights, with the
// frozen part computed once, against a plain PyTorch loop that computes it in every epoch, from pictures that are decoded
// for it beforehand. Same start, batch, epochs, optimizer, rates and threads. `npm run bench:finetune`; EPOCHS, PHOTOS
// (of each class) and THREADS make it smaller.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blocksOf,
  cutFrom,
  decode,
  encode,
  featuresOf,
  floatTensor,
  intTensor,
  replaceHead,
  seeded,
  trainableFrom,
  upgrade,
  withDims,
  type Graph,
} from '../../../electron/compiler/index.ts';
import { TrainingSettings, type KnownModel } from '../../../electron/contract/index.ts';
import { lookupTable, readInput, writePhoto } from '../../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';

import {
  computeFeatures,
  scheduleOf,
  trainNetwork,
  type TrainingData,
} from '../../../electron/runner/training/index.ts';
import { peerAbsent, peerPython } from '../../peer/peer.ts';
import { writeNetwork } from '../../peer/writeNetwork.ts';
import { sharedModel } from '../../runner/support/shelf.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const epochs = Number(process.env['EPOCHS'] ?? 10);
const perClass = Number(process.env['PHOTOS'] ?? Infinity);
const threads = Number(process.env['THREADS'] ?? 2);
const bar = 0.5;
const seed = 1;

interface Photo {
  readonly path: string;
  readonly hash: string;
  readonly classIndex: number;
}

const shared = sharedDir();
if (shared === null) console.log(sharedAbsent);
else if (peerPython() === null) console.log(peerAbsent);
else await compare(shared);

async function compare(dir: string): Promise<void> {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, ${epochs} epochs, ${process.version}`);
  const model = { ...sharedModel(dir, 'mobilenetv2_1.0_224_imagenet'), hash: '' };
  const bytes = readFileSync(model.path);
  const known: KnownModel = { ...model, hash: createHash('sha256').update(bytes).digest('hex') };
  const [train, test] = ['train', 'val'].map((part) => photosIn(join(dir, 'data', 'flowers5', part))) as [
    Photo[],
    Photo[],
  ];
  const settings = TrainingSettings.parse({ seed, epochs, learningRate: 0.01, views: 0, patience: null });
  const start = startOf(decode(bytes), known, 1 + Math.max(...train.map(({ classIndex }) => classIndex)));
  const theirs = await trainTheirs(start, known, { train, test, settings });
  const ours = await trainOurs(start, known, { train, test, settings });
  const ratio = ours.seconds / theirs.seconds;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(`  ours    ${ours.seconds.toFixed(1)} s, ${percent(ours.accuracy)} of ${test.length} right`);
  console.log(`  PyTorch ${theirs.seconds.toFixed(1)} s, ${percent(theirs.accuracy)} right`);
  console.log(`  ratio   ${ratio.toFixed(2)}, bar ${bar}: ${ratio <= bar ? 'holds' : 'MISSED'}`);
}

interface Problem {
  readonly train: readonly Photo[];
  readonly test: readonly Photo[];
  readonly settings: TrainingSettings;
}

interface Start {
  /** For one picture, with a head for the classes that is drawn. */
  readonly whole: Graph;
  /** Where the frozen part ends. */
  readonly from: string;
  /** What follows it; all of it learns. */
  readonly tail: Graph;
  readonly trained: readonly string[];
  readonly classes: number;
}

function startOf(file: Graph, { card }: KnownModel, classes: number): Start {
  const bound = withDims(upgrade(file), new Map(Object.entries({ N: 1, H: 224, W: 224 })));
  const features = featuresOf(bound, card.outputName);
  const rng = seeded(seed);
  const weight = Float32Array.from({ length: classes * 1280 }, () => 0.05 * (2 * rng() - 1));
  const layer = {
    outputs: classes,
    weight: floatTensor('', [classes, 1280], weight),
    bias: floatTensor('', [classes], new Float32Array(classes)),
  };
  const whole = replaceHead(bound, { features, layers: [layer] });
  const from = blocksOf(bound, features)[0]?.from ?? features;
  const tail = cutFrom(whole, from, 'entrance');
  return { whole, from, tail, trained: trainableFrom(tail, 'entrance'), classes };
}

interface Result {
  readonly seconds: number;
  readonly accuracy: number;
}

/** From the files of the photos to the weights; then judged on the test photos. */
async function trainOurs(
  { from, tail, trained, classes }: Start,
  model: KnownModel,
  { train, test, settings }: Problem,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-finetune-'));
  const stop = { aborted: false, throwIfAborted: () => undefined };
  const turn = <T>(step: () => Promise<T>): Promise<T> => step();
  const features = async (photos: readonly Photo[]) => {
    const { augmentation } = settings;
    const cuts = [{ value: from, pooled: false }];
    const request = { model, cuts, photos, views: 0, augmentation, seed, cacheDir: join(folder, 'cache'), threads };
    const [set] = await computeFeatures({ ...request, device: 'cpu' }, { turn, stop });
    if (!set) throw new Error('No features came back.');
    return set;
  };
  try {
    const startMs = performance.now();
    const set = await features(train);
    const each = set.dims.reduce((a, b) => a * b, 1);
    const examples: TrainingData = {
      count: train.length,
      dims: set.dims,
      classOf: Int32Array.from(train, ({ classIndex }) => classIndex),
      targets: null,
      fill: (indices, into) =>
        Array.from(indices).forEach((n, slot) => into.set(set.values.subarray(n * each, (n + 1) * each), slot * each)),
    };
    const { network } = await trainNetwork(
      {
        ...{
          network: tail,
          input: 'entrance',
          logits: 'logits',
          trained,
          classes,
          settings,
        },
        ...{ train: examples, holdout: null, folder, device: 'cpu', threads, winners: null },
      },
      {
        turn,
        stop,
        finishAsked: () => false,
        onPhase: () => undefined,
        onStep: () => undefined,
        onEpoch: () => undefined,
      },
    );
    const seconds = (performance.now() - startMs) / 1000;
    return { seconds, accuracy: await accuracyOf(network, await features(test), test) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function accuracyOf(
  network: Graph,
  { dims, values }: { dims: readonly number[]; values: Float32Array },
  photos: readonly Photo[],
) {
  const session = await createSession(encode(network), 'cpu', { threads });
  const each = dims.reduce((a, b) => a * b, 1);
  let right = 0;
  for (const [n, { classIndex }] of photos.entries()) {
    const entrance = new Tensor('float32', values.slice(n * each, (n + 1) * each), [1, ...dims]);
    const scores = Array.from((await session.run({ entrance }))['logits']?.data as Float32Array);
    if (scores.indexOf(Math.max(...scores)) === classIndex) right += 1;
  }
  await session.release();
  return right / photos.length;
}

async function trainTheirs(
  { whole, trained }: Start,
  { card }: KnownModel,
  { train, test, settings }: Problem,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-finetune-'));
  const { batch, momentum, weightDecay, clipNorm } = settings;
  const { width, height } = card.preprocessing;
  const table = lookupTable(card.preprocessing);
  const write = async (name: string, photos: readonly Photo[]): Promise<void> => {
    const all = new Float32Array(photos.length * 3 * width * height);
    for (const [slot, { path }] of photos.entries())
      writePhoto((await readInput(path, card.preprocessing)).pixels, table, card.preprocessing, all, slot);
    writeFileSync(join(folder, name), new Uint8Array(all.buffer));
  };
  try {
    const feed = floatTensor(card.inputName, [1, 3, height, width], new Float32Array(3 * height * width));
    const loss = { kind: 'crossEntropy', logits: 'logits', target: intTensor('target', [1], [0]) } as const;
    writeNetwork(folder, { graph: whole, feeds: [feed], loss, wanted: trained });
    await write('train.bin', train);
    await write('test.bin', test);
    const stepsPerEpoch = Math.ceil(train.length / batch);
    const rateOf = scheduleOf(settings, { steps: epochs * stepsPerEpoch, stepsPerEpoch });
    const rates = Array.from({ length: epochs * stepsPerEpoch }, (_, step) => rateOf(step));
    const classesOf = (photos: readonly Photo[]) => photos.map(({ classIndex }) => classIndex);
    const run = {
      epochs,
      batch,
      rates,
      momentum,
      weightDecay,
      clipNorm,
      train: classesOf(train),
      test: classesOf(test),
    };
    writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
    const script = join(import.meta.dirname, 'theirs.py');
    const printed = execFileSync(peerPython() ?? '', ['-B', script, folder, String(threads)], { encoding: 'utf8' });
    return JSON.parse(printed) as Result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function photosIn(folder: string): Photo[] {
  return readdirSync(folder)
    .sort()
    .flatMap((className, classIndex) =>
      readdirSync(join(folder, className))
        .sort()
        .slice(0, perClass)
        .map((file) => {
          const path = join(folder, className, file);
          return { path, hash: createHash('sha256').update(readFileSync(path)).digest('hex'), classIndex };
        }),
    );
}
