// Selective search beside that of OpenCV (Debian: python3-opencv), on photos of at most 500 pixels:
//
//   node test/bench/proposals/proposals.ts [--photos N] [--mode fast|single|quality]
//
// Both get the same picture one after the other, two threads each, and are asked for the same number of boxes: of the two
// lists the longer one ends where the shorter one does. OpenCV's mode is its fast one.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { proposeBoxes, type SearchMode } from '../../../electron/runner/tasks/detection/proposals/index.ts';
import {
  bestOverlap,
  proposalRecall,
  readVocBoxes,
  scaleBox,
  type Box,
} from '../../../electron/runner/vision/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const { values } = parseArgs({
  options: { photos: { type: 'string', default: '60' }, mode: { type: 'string', default: 'fast' } },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const threads = 2;
const longSide = 500;
const sets = [
  { name: 'raccoon', photos: 'raccoon/images', boxes: 'raccoon/annotations' },
  { name: 'bccd', photos: 'bccd/BCCD/JPEGImages', boxes: 'bccd/BCCD/Annotations' },
];

const opencv = spawn('/usr/bin/python3', [join(import.meta.dirname, 'opencv.py'), String(threads)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: opencv.stdout })[Symbol.asyncIterator]();
const folder = mkdtempSync(join(tmpdir(), 'fovea-proposals-'));

/** What one of the two made of a picture. */
interface Found {
  readonly seconds: number;
  /** [n, 4] x0, y0, x1, y1 */
  readonly boxes: ArrayLike<number>;
}

async function byOpencv(file: string): Promise<Found> {
  opencv.stdin.write(`${file}\n`);
  const line = String((await answers.next()).value);
  const { seconds, boxes } = JSON.parse(line) as { seconds: number; boxes: [number, number, number, number][] };
  return { seconds, boxes: boxes.flatMap(([x, y, width, height]) => [x, y, x + width, y + height]) };
}

async function byFovea(file: string): Promise<Found> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  const startedMs = performance.now();
  const boxes = await proposeBoxes(picture, { mode: values.mode as SearchMode, seed: 1, most: Infinity }, threads);
  return { seconds: (performance.now() - startedMs) / 1000, boxes };
}

const first = (boxes: ArrayLike<number>, count: number): number[] => Array.from(boxes).slice(0, 4 * count);

for (const set of sets) {
  const names = readdirSync(join(shared, 'data', set.photos))
    .sort()
    .slice(0, Number(values.photos));
  const best: Record<'ours' | 'theirs' | 'all', number[]> = { ours: [], theirs: [], all: [] };
  const seconds: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  const counts: Record<'ours' | 'theirs' | 'compared', number[]> = { ours: [], theirs: [], compared: [] };
  for (const name of names) {
    const file = join(folder, 'picture.png');
    const photo = sharp(join(shared, 'data', set.photos, name));
    const { width: photoWidth } = await photo.metadata();
    const inside = { width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true } as const;
    const { width } = await photo.resize(inside).removeAlpha().png().toFile(file);
    const scale = width / photoWidth;
    const truth = truthOf(readFileSync(join(shared, 'data', set.boxes, name.replace(/jpg$/, 'xml')), 'utf8'), scale);
    const [theirs, ours] = [await byOpencv(file), await byFovea(file)];
    const [numberOfOurs, numberOfTheirs] = [ours.boxes.length / 4, theirs.boxes.length / 4];
    const count = Math.min(numberOfOurs, numberOfTheirs);
    for (const box of truth) {
      best.ours.push(bestOverlap(box, first(ours.boxes, count)));
      best.theirs.push(bestOverlap(box, first(theirs.boxes, count)));
      best.all.push(bestOverlap(box, ours.boxes));
    }
    seconds.ours.push(ours.seconds);
    seconds.theirs.push(theirs.seconds);
    counts.ours.push(numberOfOurs);
    counts.theirs.push(numberOfTheirs);
    counts.compared.push(count);
  }
  console.log(`${set.name}, ${names.length} photos, ${best.ours.length} boxes`);
  console.log(
    `  boxes a photo: ours ${mean(counts.ours)}, OpenCV ${mean(counts.theirs)}, compared ${mean(counts.compared)}`,
  );
  console.log(`  seconds a photo: ours ${mean(seconds.ours, 3)} (slowest ${Math.max(...seconds.ours).toFixed(3)}),`);
  console.log(`    OpenCV ${mean(seconds.theirs, 3)}; ratio ${ratio(seconds.ours, seconds.theirs)}`);
  for (const way of ['ours', 'theirs', 'all'] as const) {
    const { recall, meanBestOverlap } = proposalRecall(best[way]);
    const title = { ours: 'ours', theirs: 'OpenCV', all: 'ours, all boxes' }[way];
    console.log(`  ${title}: recall at IoU 0.5 ${recall.toFixed(3)}, mean best overlap ${meanBestOverlap.toFixed(3)}`);
  }
}
opencv.stdin.end();
rmSync(folder, { recursive: true });

function truthOf(text: string, scale: number): Box[] {
  const [annotation] = readVocBoxes(text).annotations;
  return (annotation?.objects ?? []).map(({ box }) => scaleBox(box, scale, scale));
}

function mean(numbers: readonly number[], digits = 0): string {
  return (numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toFixed(digits);
}

function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
  return (sum(ours) / sum(theirs)).toFixed(2);
}
