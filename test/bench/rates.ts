import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { ModelFile } from '../../electron/contract/index.ts';
import { readInput } from '../../electron/runner/pixels/index.ts';
import { createSession } from '../../electron/runner/runtime/index.ts';

// Each returns photos a second. All cores are theirs while they run.

/** Decoding alone, as many photos at once as libuv has threads. */
export async function decodeRate({ card }: ModelFile, paths: readonly string[]): Promise<number> {
  const threads = Number(process.env['UV_THREADPOOL_SIZE']);
  const queue = paths.values();
  const work = async (): Promise<void> => {
    for (const path of queue) await readInput(path, card.preprocessing);
  };
  return rateOf(paths.length, () => Promise.all(Array.from({ length: 2 * threads }, work)));
}

/** The network alone, at the best of the batches that the job may choose. */
export async function inferenceRate({ path, card }: ModelFile, photos: number): Promise<number> {
  const session = await createSession(path, 'cpu');
  const { width, height } = card.preprocessing;
  const rates: number[] = [];
  for (const batch of [1, 2, 4, 8]) {
    const input = new Tensor('float32', new Float32Array(batch * 3 * width * height), [batch, 3, height, width]);
    const runs = Math.ceil(photos / 4 / batch);
    await session.run({ [card.inputName]: input });
    rates.push(
      await rateOf(runs * batch, async () => {
        for (let run = 0; run < runs; run++) await session.run({ [card.inputName]: input });
      }),
    );
  }
  await session.release();
  return Math.max(...rates);
}

/** What one writes first: a photo is decoded, then run, then the next; every option as it comes. */
export async function plainLoopRate({ path, card }: ModelFile, paths: readonly string[]): Promise<number> {
  const session = await InferenceSession.create(path);
  const { width, height, shortSide, mean, std } = card.preprocessing;
  const rate = await rateOf(paths.length, async () => {
    for (const photo of paths) {
      const pixels = await sharp(photo)
        .rotate()
        .resize(shortSide, shortSide, { fit: 'cover' })
        .extract({ left: (shortSide - width) >> 1, top: (shortSide - height) >> 1, width, height })
        .removeAlpha()
        .raw()
        .toBuffer();
      const values = new Float32Array(3 * width * height);
      for (let at = 0; at < width * height; at++) {
        for (let channel = 0; channel < 3; channel++) {
          values[channel * width * height + at] = (pixels[3 * at + channel]! - mean[channel]!) / std[channel]!;
        }
      }
      const output = await session.run({ [card.inputName]: new Tensor('float32', values, [1, 3, height, width]) });
      const scores = output[card.outputName]!.data as Float32Array;
      if (!Number.isFinite(Math.max(...scores))) throw new Error('the plain loop answered with no number');
    }
  });
  await session.release();
  return rate;
}

async function rateOf(photos: number, work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (1000 * photos) / (performance.now() - startedMs);
}
