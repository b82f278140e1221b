import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode, readMetadata } from '../../electron/compiler/index.ts';
import { cardKey, ModelCard, type ClassifiedPhoto } from '../../electron/contract/index.ts';
import { asTheyAre, examplesOf } from '../../models/recipes/fovea-base/examples.ts';
import { judge } from '../../models/recipes/fovea-base/judge.ts';
import { readClasses, readTiles, tileSide } from '../../models/recipes/fovea-base/tiles.ts';
import { repository } from '../support/fovea.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';
import { startRunner } from './support/runnerProcess.ts';

// The network in the box on photos that it has not been trained with.

const shared = sharedDir();
const path = join(repository, 'models/fovea-base/model.onnx');
const graph = decode(readFileSync(path));
const card = ModelCard.parse(JSON.parse(readMetadata(graph, cardKey) ?? 'null'));

test.skipIf(shared === null)(
  'the 10,000 validation photos: what its card says, and half of them at least',
  async () => {
    const folder = join(shared!, 'data/tiny_imagenet200');
    const tiles = await readTiles(folder, 'val', [...(await readClasses(folder)).keys()]);
    const examples = examplesOf(tiles, { side: tileSide, augmentation: asTheyAre, targets: null, indices: null });
    const { photos, top1, top5, calibrationError } = await judge(graph, examples, 2);
    console.log(`top-1 ${top1}, top-5 ${top5}, calibration error ${calibrationError}`);
    expect(photos).toBe(10_000);
    expect(Math.abs(top1 - (card.accuracy?.top1 ?? NaN))).toBeLessThan(0.002);
    expect(Math.abs(top5 - (card.accuracy?.top5 ?? NaN))).toBeLessThan(0.002);
    expect(top1).toBeGreaterThanOrEqual(0.5);
    expect(top5).toBeGreaterThanOrEqual(0.75);
  },
);

test.skipIf(shared === null)('whole photos, through the runner: among its first five in six of ten', async () => {
  const ids = [...(await readClasses(join(shared!, 'data/tiny_imagenet200'))).keys()];
  const folder = join(shared!, 'data/imagenet_sample_1000');
  // A file's name holds the WordNet id of what it shows.
  const idOf = (file: string): string => /_(n\d{8})_/.exec(file)?.[1] ?? '';
  const files = readdirSync(folder).filter((file) => ids.includes(idOf(file)));
  const runner = startRunner();
  const photos: ClassifiedPhoto[] = [];
  await runner.client.ask(
    'classification.classify',
    { model: { path, card }, paths: files.map((file) => join(folder, file)), topK: 5, device: 'cpu' },
    { onProgress: (step) => photos.push(...step.photos) },
  );
  await runner.close();
  const right = photos.filter(({ top }, at) => top.some(({ classIndex }) => ids[classIndex] === idOf(files[at] ?? '')));
  console.log(`${right.length} of ${files.length} among the first five`);
  expect(files.length).toBe(200);
  expect(right.length / files.length).toBeGreaterThanOrEqual(0.6);
});

test.runIf(shared === null)(sharedAbsent, () => undefined);
