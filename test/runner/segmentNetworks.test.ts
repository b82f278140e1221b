import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SegmentationSettings, type SegmentedPhoto } from '../../electron/contract/index.ts';
import { readMaskPng } from '../../electron/decode/index.ts';
import { readPicture } from '../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import { segmentPhoto } from '../../electron/runner/tasks/segmentation/index.ts';
import { sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// Networks made for pixels: what the task says against ONNX Runtime asked directly.

const shared = sharedDir();
const scope = {
  progress: () => undefined,
  onStop: () => undefined,
  stop: { aborted: false, throwIfAborted: () => undefined },
};

async function segmented(name: string, path: string, wished: Partial<SegmentationSettings> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-segmented-'));
  try {
    const model = await sharedModel(shared!, name);
    const settings = SegmentationSettings.parse(wished);
    const result: SegmentedPhoto = await segmentPhoto({ model, path, settings, device: 'cpu', folder }, scope, (step) =>
      step(),
    );
    const { map } = await readMaskPng(readFileSync(join(folder, result.classes)));
    return { model, result, map };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The class of every pixel as the network itself has it: its scores, linear between its places, the largest. */
async function directly(name: string, path: string, width: number, height: number): Promise<Uint16Array> {
  const { path: file } = await sharedModel(shared!, name);
  const { pixels } = await readPicture(path, () => ({ width, height }));
  const input = new Float32Array(3 * width * height);
  for (let at = 0; at < width * height; at++)
    for (let c = 0; c < 3; c++) input[c * width * height + at] = (pixels[3 * at + c]! - 127.5) / 127.5;
  const session = await createSession(file, 'cpu');
  const { logits } = await session.run({ input: new Tensor('float32', input, [1, 3, height, width]) });
  await session.release();
  const [, classes = 0, rows = 0, columns = 0] = logits!.dims;
  const values = logits!.data as Float32Array;
  return Uint16Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [((at % width) * (columns - 1)) / (width - 1), (Math.floor(at / width) * (rows - 1)) / (height - 1)];
    const [left, top] = [Math.min(columns - 2, Math.floor(x)), Math.min(rows - 2, Math.floor(y))];
    let [best, most] = [0, -Infinity];
    for (let index = 0; index < classes; index++) {
      const value = (row: number, column: number): number => values[(index * rows + row) * columns + column]!;
      const above = value(top, left) * (1 - x + left) + value(top, left + 1) * (x - left);
      const below = value(top + 1, left) * (1 - x + left) + value(top + 1, left + 1) * (x - left);
      const score = above * (1 - y + top) + below * (y - top);
      if (score > most) [best, most] = [index, score];
    }
    return best;
  });
}

const photos = (): readonly [string, string][] => {
  const folder = join(shared!, 'data/imagenet_sample_1000');
  const named = (part: string): string => join(folder, readdirSync(folder).find((file) => file.includes(part)) ?? '');
  return [
    ['bird', named('goldfinch')],
    ['dog', named('golden_retriever')],
  ];
};

test.skipIf(shared === null)(
  'DeepLab labels whole photos as ONNX Runtime does, and finds the bird and the dog',
  async () => {
    for (const [shows, path] of photos()) {
      const { result, map } = await segmented('deeplabv3_mnv2_voc_os8_dynamic', path);
      const direct = await directly('deeplabv3_mnv2_voc_os8_dynamic', path, map.width, map.height);
      const others = map.classOf.filter((classIndex, at) => classIndex !== direct[at]).length;
      console.log(`${shows}: ${map.width} × ${map.height}, ${others} pixels differ`);
      // Where two scores are equal but for rounding.
      expect(others).toBeLessThanOrEqual(map.classOf.length * 1e-5);
      expect(result.areas.slice(0, 2).map(({ className }) => className)).toContain(shows);
    }
  },
);

test.skipIf(shared === null)(
  'a network of one fixed size gives the photo its answer back in the photo’s proportions',
  async () => {
    const [, path = ''] = photos()[1] ?? [];
    const { result, map } = await segmented('deeplabv3_mnv2_dm05_voc_513', path, { flip: true, longSide: 300 });
    expect(Math.max(map.width, map.height)).toBeLessThanOrEqual(304);
    expect(Math.abs(map.width / map.height - result.photoWidth / result.photoHeight)).toBeLessThan(0.05);
    expect(result.areas.map(({ className }) => className)).toContain('dog');
  },
);

test.runIf(shared === null)(sharedAbsent, () => undefined);
