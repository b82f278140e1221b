// How far the loss of a style falls at the size and in the steps that are offered first, how much memory that takes, how soon
// it stops when it is told to, and how visible the tiles of a large picture are in a network made for one style.
//
//   node test/bench/lab/style.ts [--model NAME] [--content FILE] [--style FILE] [--size N] [--steps N] [--fast NAME]

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LabSettings } from '../../../electron/contract/index.ts';
import { readFolded } from '../../../electron/runner/evidence/index.ts';
import { readPicture, within } from '../../../electron/runner/pixels/index.ts';
import { stylize } from '../../../electron/runner/synthesis/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { atOnce } from '../photographers/collection.ts';
import { made, modelNamed, shared } from './support.ts';

const sample = join(shared, 'data/imagenet_sample_1000');
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'squeezenet1_1_imagenet' },
    content: { type: 'string', default: join(sample, '0483_n02980441_castle.jpg') },
    style: { type: 'string', default: join(sample, '0973_n09256479_coral_reef.jpg') },
    size: { type: 'string', default: '512' },
    steps: { type: 'string', default: '200' },
    fast: { type: 'string', default: 'style_candy' },
  },
});
const model = await modelNamed(values.model);
const photos = [values.content, values.style];
const settings = { method: 'style', size: Number(values.size), steps: Number(values.steps) };

/** Milliseconds from being told to stop until it has stopped, and those of a step before. */
async function stopping(): Promise<{ stoppedMs: number; stepMs: number }> {
  let [toldMs, lastMs, stepMs] = [0, 0, 0];
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (stop.aborted) throw new Error('stopped');
    },
  };
  const { folder } = first;
  const asked = { model, others: [], photos, settings: LabSettings.parse(settings), device: 'cpu' as const, folder };
  const progress = ({ done }: { done: number }): void => {
    stepMs = performance.now() - lastMs;
    lastMs = performance.now();
    if (done === 5) [stop.aborted, toldMs] = [true, performance.now()];
  };
  await makeInLab(asked, { stop, onStop: () => undefined, progress }, atOnce).catch(() => undefined);
  return { stoppedMs: performance.now() - toldMs, stepMs };
}

const first = await made(settings, { model, photos });
const losses = first.curves[0]?.y ?? [];
const left = (100 * (first.measures['loss left'] ?? 1)).toFixed(1);
const gibibytes = (process.resourceUsage().maxRSS / 2 ** 20).toFixed(2);
const below = losses.findIndex((loss) => loss < 0.1 * (losses[0] ?? 0));
console.log(`${values.model}, ${values.size} pixels, ${values.steps} steps: ${left} % of the loss is left`);
console.log(`  below a tenth after ${below} steps; ${(first.elapsedMs / 1000).toFixed(0)} s; at most ${gibibytes} GiB`);
console.log(`  ${first.frames.length} pictures on the way, result in ${first.folder}`);
const { stoppedMs, stepMs } = await stopping();
console.log(`  told to stop, it ends after ${stoppedMs.toFixed(0)} ms; a step takes ${stepMs.toFixed(0)} ms`);

const fast = await modelNamed(values.fast);
const read = await readFolded(fast);
const photo = await readPicture(values.content, within(480));
const quiet = { turn: atOnce, stop: { aborted: false, throwIfAborted: () => undefined } };
const small = { ...quiet, mostPixels: 320 * 320 };
const oneTile = await stylize(read, fast, 'cpu', photo, { ...small, tile: 512 });
const tiled = await stylize(read, fast, 'cpu', photo, { ...small, tile: 320 });
const apart = tiled.pixels.map((value, at) => Math.abs(value - (oneTile.pixels[at] ?? 0)));
const largest = apart.reduce((most, value) => Math.max(most, value), 0);
const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
console.log(`${values.fast}: tiles against one tile, of 255: ${largest} at the most, ${mean.toFixed(3)} in the mean`);
