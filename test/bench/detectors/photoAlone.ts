// How well a detector finds things that is exported for a photo alone, beside itself with proposals:
//
//   node test/bench/detectors/photoAlone.ts [--model NAME] [--most N] [--cache DIR]
//
// Raccoons: the first 160 photos are learned from, from N proposals of each, the last 40 judged. NAME is a network of the
// shared folder, or fovea-base.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from '../../../electron/compiler/index.ts';
import { DetectorSettings, type LabelledPhoto } from '../../../electron/contract/index.ts';
import { dimsOf } from '../../../electron/runner/hypercolumns/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import { readDetector } from '../../../electron/runner/tasks/detection/detectors/index.ts';
import { photoDetectorGraph, photoWindows } from '../../../electron/runner/tasks/detection/detectors/photoGraph.ts';
import { detectorTrainer, thingSearch } from '../../../electron/runner/tasks/detection/index.ts';
import { pictureOf } from '../../../electron/runner/tasks/detection/proposals/index.ts';
import { squareOf } from '../../../electron/runner/tasks/detection/regions/shared.ts';
import { clipBox, detectionReport, readVocBoxes, scaleBox } from '../../../electron/runner/vision/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    most: { type: 'string', default: '500' },
    cache: { type: 'string' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const data = join(shared, 'data/raccoon');
const classNames = ['raccoon'];
const folder = mkdtempSync(join(tmpdir(), 'fovea-photo-alone-'));
const [file, cacheDir] = [join(folder, 'detector.onnx'), values.cache ?? join(folder, 'cache')];
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const scope = {
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
  progress: () => undefined,
};
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const photos = Array.from({ length: 200 }, (_, at): LabelledPhoto => {
  const name = `raccoon-${at + 1}`;
  const path = join(data, 'images', `${name}.jpg`);
  const [read] = readVocBoxes(readFileSync(join(data, 'annotations', `${name}.xml`), 'utf8')).annotations;
  const boxes = (read?.objects ?? []).map(({ box, difficult = false }) => ({ classIndex: 0, box, difficult }));
  return { path, hash: hashOf(path), boxes, complete: true };
});
const [learned, judged] = [photos.slice(0, 160), photos.slice(160)];

const known = values.model === 'fovea-base' ? builtIn() : await sharedModel(shared, values.model);
const settings = DetectorSettings.parse({ mostProposals: Number(values.most), heldOut: 0 });
const { card } = await detectorTrainer().train(
  {
    ...{ model: { ...known, hash: hashOf(known.path) }, name: 'bench', classNames, photos: learned },
    ...{ settings, file, cacheDir, device: 'cpu' },
  },
  scope,
  turn,
);
const model = { path: file, card, hash: hashOf(file) };

const search = thingSearch();
await judge('with proposals', async ({ path, hash }) => {
  const asked = { model, path, hash, cacheDir, device: 'cpu', seen: true } as const;
  return (await search.find(asked, scope, turn)).detections;
});

const { network, head } = await readDetector(model);
const bytes = encode(photoDetectorGraph(network, head));
const session = await createSession(bytes, 'cpu');
console.log(`${photoWindows(network).length / 4} windows, ${(bytes.length / 1e6).toFixed(1)} MB`);
await judge('photo alone', async ({ path }) => {
  const picture = await pictureOf(path);
  const { room, scale } = squareOf(network, picture);
  const input = new Tensor('float32', room, dimsOf(network.preprocessing.layout, network.size));
  const { boxes, scores } = await session.run({ [session.inputNames[0] ?? '']: input });
  const { photoWidth, photoHeight } = picture;
  const [along, down] = [photoWidth / picture.width / scale, photoHeight / picture.height / scale];
  return Array.from(scores?.data as Float32Array, (score, at) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = (boxes?.data as Float32Array).subarray(4 * at, 4 * at + 4);
    const box = clipBox(scaleBox({ x0, y0, x1, y1 }, along, down), photoWidth, photoHeight);
    return { box, score, classIndex: 0 };
  }).filter(({ box }) => box.x1 > box.x0 && box.y1 > box.y0);
});

type Found = Parameters<typeof detectionReport>[1][number]['found'];

async function judge(name: string, find: (photo: LabelledPhoto) => Promise<Found>): Promise<void> {
  const [found, milliseconds]: [Parameters<typeof detectionReport>[1][number][], number[]] = [[], []];
  for (const photo of judged) {
    const beganMs = performance.now();
    found.push({ path: photo.path, photo: null, truth: photo.boxes, found: await find(photo) });
    milliseconds.push(performance.now() - beganMs);
  }
  const { meanAp50, meanAp, mistakes } = detectionReport(name, found, classNames);
  const median = milliseconds.sort((a, b) => a - b)[milliseconds.length >> 1] ?? NaN;
  const shown = (share: number | null): string => share?.toFixed(3) ?? '-';
  console.log(`${name}: AP@0.5 ${shown(meanAp50)}, COCO ${shown(meanAp)}, median ${median.toFixed()} ms a photo`);
  console.log(`  ${JSON.stringify(mistakes)}`);
}
