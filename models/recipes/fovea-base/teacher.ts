import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { decode, encode, exposeFeatures, withDims, type Graph } from '../../../electron/compiler/index.ts';
import type { Preprocessing } from '../../../electron/contract/index.ts';
import { lookupTable, writePhoto } from '../../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import { chooseHead, type HeadFeatures } from '../../../electron/runner/training/index.ts';
import { preprocessingOf } from './examples.ts';
import { sizes } from './judge.ts';
import { tileSide, type Tiles } from './tiles.ts';

// A stronger network tells how likely each class is for each photo, which says more than the one right class: a wolf is
// nearly a husky (Hinton et al., "Distilling the knowledge in a neural network", 2015). It has never seen these classes
// in photos this small, so it gets a linear head of its own; what it says of a photo comes from a head that has not
// learned from that photo.

/** What the teacher sees tiles enlarged to; larger ones hold nothing more and take longer. */
const side = 160;
const batch = 32;
/** Fixed: each try at choosing it by cross-validation of all photos takes minutes. */
const headC = 0.01;
/** The value of the teacher that its head reads. */
const featuresName = 'features';
const preprocessing: Preprocessing = { ...preprocessingOf(side), std: [127.5, 127.5, 127.5] };
const table = lookupTable(preprocessing);

export interface Teacher {
  /** [count, classes], rows sum to 1 */
  readonly probabilities: Float32Array;
  /** Share of photos whose likeliest class is the right one. */
  readonly accuracy: number;
}

export interface TeacherOptions {
  /** An .onnx file: float32 [N, 3, H, W], RGB from −1 to 1, with the value `features`. */
  readonly network: string;
  readonly classes: number;
  readonly seed: number;
  /** Features and answers are kept there. */
  readonly folder: string;
  readonly threads: number;
  readonly onProgress: (message: string) => void;
}

/** What the teacher says of each tile; kept, and read again where it is there already. */
export async function teach(tiles: Tiles, options: TeacherOptions): Promise<Teacher> {
  const path = join(options.folder, `teacher-${options.seed}-${tiles.count}.gz`);
  const kept = await readFile(path).catch(() => null);
  if (kept) return taught(gunzipSync(kept), tiles);
  const features = await featuresOf(tiles, options);
  const { outOfFold } = await chooseHead(
    {
      sets: [features],
      classOf: tiles.classOf,
      groups: Int32Array.from({ length: tiles.count }, (_, i) => i),
      classes: options.classes,
      loss: 'softmax',
      c: headC,
      folds: 3,
      seed: options.seed,
      balance: 'none',
      threads: options.threads,
    },
    {
      stop: { aborted: false, throwIfAborted: () => undefined },
      onProgress: (done, total) => options.onProgress(`The teacher's head: ${done} of ${total}`),
    },
  );
  // A byte each says enough, and the same on every machine.
  const bytes = Uint8Array.from(outOfFold, (p) => Math.round(255 * p));
  await writeFile(path, gzipSync(bytes));
  return taught(bytes, tiles);
}

function taught(bytes: Uint8Array, tiles: Tiles): Teacher {
  const classes = bytes.length / tiles.count;
  const probabilities = Float32Array.from(bytes);
  for (let n = 0; n < tiles.count; n++) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    const sum = row.reduce((a, b) => a + b, 0);
    for (const [k, p] of row.entries()) row[k] = p / sum;
  }
  return { probabilities, accuracy: accuracyOf(probabilities, tiles) };
}

/** What the teacher's head reads, [count, width], computed once and kept. */
async function featuresOf(tiles: Tiles, options: TeacherOptions): Promise<HeadFeatures> {
  const { network, folder, threads, onProgress } = options;
  const sized = withDims(decode(await readFile(network)), sizes(batch, side));
  const graph = exposeFeatures(sized, [{ value: featuresName, pooled: true }]);
  const width = widthOf(graph);
  const path = join(folder, `features-${tiles.count}.bin`);
  const kept = await floatsIn(path, tiles.count * width);
  if (kept) return { value: featuresName, features: kept, width };
  const features = new Float32Array(tiles.count * width);
  const session = await createSession(encode(graph), 'cpu', { threads });
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const pixels = new Float32Array(batch * 3 * side * side);
  for (let from = 0; from < tiles.count; from += batch) {
    const count = Math.min(batch, tiles.count - from);
    await Promise.all(Array.from({ length: count }, (_, slot) => writeEnlarged(tiles, from + slot, pixels, slot)));
    const answers = await session.run({ [input]: new Tensor('float32', pixels, [batch, 3, side, side]) });
    features.set((answers[output]?.data as Float32Array).subarray(0, count * width), from * width);
    if ((from / batch) % 200 === 0) onProgress(`The teacher has seen ${from} of ${tiles.count} photos`);
  }
  await session.release();
  await writeFile(path, features);
  return { value: featuresName, features, width };
}

function widthOf({ outputs }: Graph): number {
  const type = outputs[0]?.type;
  return type?.kind === 'tensor' ? Number(type.shape?.at(-1)) : NaN;
}

/** Writes one tile, enlarged, as the teacher wants its pixels. */
async function writeEnlarged({ pixels }: Tiles, index: number, into: Float32Array, slot: number): Promise<void> {
  const bytes = 3 * tileSide * tileSide;
  const raw = { width: tileSide, height: tileSide, channels: 3 } as const;
  const tile = sharp(pixels.subarray(index * bytes, (index + 1) * bytes), { raw });
  const enlarged = await tile.resize(side, side, { kernel: 'cubic' }).raw().toBuffer();
  const each = 3 * side * side;
  writePhoto(enlarged, table, preprocessing, into.subarray(slot * each, (slot + 1) * each), 0);
}

/** null where the file is not there or of another length. */
async function floatsIn(path: string, count: number): Promise<Float32Array | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes?.length !== 4 * count) return null;
  return new Float32Array(bytes.buffer, bytes.byteOffset, count);
}

function accuracyOf(probabilities: Float32Array, { count, classOf }: Tiles): number {
  const classes = probabilities.length / count;
  let right = 0;
  for (let n = 0; n < count; n++) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    right += Number(row.indexOf(Math.max(...row)) === classOf[n]);
  }
  return right / count;
}
