// What a segmenter learns of CamVid from strokes, from full masks, and from masks with the network's layers learning too;
// and how long a person waits for a stroke; and what a conditional random field makes of the head's answers:
//
//   node test/bench/strokes/camvid.ts [--model NAME] [--part strokes|masks|tuned|crf] [--epochs N] [--from VALUE]
//                                     [--seed N] [--state FILE]
//
// NAME is a network of the shared folder, or fovea-base; all parts where none is named. What layers have learned is kept
// in FILE after each epoch, and gone on from where there is one.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import {
  hypercolumnNetwork,
  openHypercolumns,
  openNetwork,
  type Hypercolumns,
  type PixelHead,
} from '../../../electron/runner/hypercolumns/index.ts';
import {
  defaultTuning,
  maskPenalty,
  rowsOfMasks,
  solvePixelHead,
  tunedNetwork,
  tunePixels,
  type MaskedFeatures,
  type TuningState,
} from '../../../electron/runner/tasks/segmentation/strokes/index.ts';
import { derived } from '../../../electron/runner/vision/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { camvid, classes, remembered, type CamvidPart } from './camvidPhotos.ts';
import { benchCrf } from './crf.ts';
import { judged, printed } from './judge.ts';
import { benchStrokes } from './strokes.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    part: { type: 'string' },
    epochs: { type: 'string', default: String(defaultTuning.epochs) },
    from: { type: 'string' },
    seed: { type: 'string', default: '1' },
    state: { type: 'string' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const folder = join(shared, 'data/camvid');
const model = values.model === 'fovea-base' ? builtIn() : await sharedModel(shared, values.model);
const [seed, threads] = [Number(values.seed), 2];
const [train, test] = [remembered(camvid(folder, 'train')), remembered(camvid(folder, 'test'))];
const wants = (part: string): boolean => values.part === undefined || values.part === part;

const { picture } = await train.read(0);
const size = { width: picture.width, height: picture.height };
const hypercolumns = await openHypercolumns(model, size, { device: 'cpu', threads });

if (wants('strokes')) await benchStrokes({ model, hypercolumns, train, test, seed, threads });
if (wants('masks') || wants('tuned') || wants('crf')) {
  const { head, shares } = await masks();
  if (wants('crf')) await benchCrf({ hypercolumns, head, test, threads });
  if (wants('tuned')) await tuned(head, shares);
}
await hypercolumns.close();

async function masks(): Promise<{ head: PixelHead; shares: readonly number[] }> {
  const startedMs = performance.now();
  const options = { classes, photos: train.count, rng: derived(seed, 'masks') };
  const rows = await rowsOfMasks(described(train, hypercolumns), options);
  const solvedMs = performance.now();
  const head = await solvePixelHead(rows, { classes, shares: rows.shares, penalty: maskPenalty, threads });
  const [describing, solving] = [solvedMs - startedMs, performance.now() - solvedMs].map((ms) =>
    (ms / 1000).toFixed(1),
  );
  console.log(`${rows.classOf.length} rows of ${rows.width} in ${describing} s, head in ${solving} s`);
  console.log(printed(`masks of ${train.count} photos, head alone`, await judged(hypercolumns, head, test, threads)));
  return { head, shares: rows.shares };
}

async function* described(part: CamvidPart, by: Hypercolumns): AsyncGenerator<MaskedFeatures> {
  for (let index = 0; index < part.count; index++) {
    const { picture, truth } = await part.read(index);
    yield { photo: await by.describe(picture), truth };
  }
}

async function tuned(head: PixelHead, shares: readonly number[]): Promise<void> {
  const startedMs = performance.now();
  const network = await hypercolumnNetwork(model, size);
  const from = values.from ?? network.graph.inputs[0]?.name ?? null;
  const classWeights = weightsOf(await pixelCounts(train), shares);
  const settings = { ...defaultTuning, seed, epochs: Number(values.epochs) };
  const isKept = values.state !== undefined && existsSync(values.state);
  const start = isKept ? (deserialize(readFileSync(values.state ?? '')) as TuningState) : null;
  const never = { aborted: false, throwIfAborted: () => undefined };
  const numbers = await tunePixels(
    {
      ...{ model, head, from, classWeights, settings, count: train.count, read: train.read, device: 'cpu', threads },
      ...(start && { start }),
    },
    {
      stop: never,
      turn: (step) => step(),
      onEpoch: (state, loss) => {
        const { epoch } = state;
        if (values.state !== undefined) writeFileSync(values.state, serialize(state));
        console.log(
          `  epoch ${epoch}: loss ${loss.toFixed(4)}, ${((performance.now() - startedMs) / 1000).toFixed()} s`,
        );
      },
    },
  );
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  const learned = await openNetwork(tunedNetwork(network, numbers), { device: 'cpu', threads });
  const title = `masks of ${train.count} photos, layers from ${from ?? 'none'} on, ${settings.epochs} epochs in ${minutes} min`;
  console.log(printed(title, await judged(learned, numbers.head, test, threads)));
  await learned.close();
}

async function pixelCounts(part: CamvidPart): Promise<Float64Array> {
  const counts = new Float64Array(classes);
  for (let index = 0; index < part.count; index++)
    for (const own of (await part.read(index)).truth.classOf) if (own < classes) counts[own] = (counts[own] ?? 0) + 1;
  return counts;
}

/** Weights with which each class counts in sum as its share says. */
function weightsOf(counts: Float64Array, shares: readonly number[]): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return shares.map((share, own) => (share * all) / Math.max(1, counts[own] ?? 1));
}
