// A photo of 24 megapixels at every eighth pixel: does the answer depend on how it is cut into tiles, and what does it
// take in memory? `npm run bench:dense-memory -- [--only NAME]`. Each network in a process of its own.

import { fork } from 'node:child_process';
import { openDense, readPatchNetwork, type PlaceScores } from '../../electron/runner/dense/index.ts';
import { noisyPicture } from '../support/denseTwin.ts';
import { builtIn, sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const [width, height] = [6000, 4000];
const stepPx = 8;
/** What the app allows a tile, and less. */
const budgets = [5e8, 2e8];
const barBytes = 1.5 * 2 ** 30;

const shared = sharedDir();
const files: Readonly<Record<string, string | null>> = {
  'fovea-base': null,
  squeezenet: 'squeezenet1_1_imagenet',
  person: 'mobilenet_v1_0.25_96_person',
};

const inProcess = (name: string): Promise<boolean> =>
  new Promise((resolve) => fork(import.meta.filename, [name]).once('exit', (code) => resolve(code === 0)));

async function measure(name: string): Promise<void> {
  const file = files[name] ?? null;
  const model = file === null ? builtIn() : await sharedModel(shared ?? '', file);
  const patch = await readPatchNetwork(model);
  const picture = noisyPicture(3, width, height);
  const answers: PlaceScores[] = [];
  const startedBytes = process.memoryUsage.rss();
  for (const budgetBytes of budgets) {
    const scores = { kind: model.card.outputKind, classes: [0, 1] };
    const dense = await openDense(model, patch, { width, height, stepPx, budgetBytes, device: 'cpu', scores });
    const startedMs = performance.now();
    answers.push(await dense.evaluate(picture, (step) => step()));
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const { tile, tileRows, tileColumns } = dense.plan;
    console.log(
      `${name}: ${tileRows.length * tileColumns.length} tiles of ${tile.width} × ${tile.height}, ${seconds} s`,
    );
    await dense.close();
  }
  const peak = process.resourceUsage().maxRSS * 1024;
  const [first, second] = answers;
  const difference = first && second ? Math.max(...first.maps.map((map, at) => apart(map, second.maps[at]))) : NaN;
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(2);
  console.log(`  difference ${difference.toExponential(1)}; peak ${gib(peak)} GiB, of it ${gib(startedBytes)} before`);
  process.exitCode = difference < 1e-5 && peak < barBytes ? 0 : 1;
}

const apart = (a: Float32Array, b: Float32Array | undefined): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b?.[at] ?? Infinity))), 0);

const [asked] = process.argv.slice(2);
if (asked !== undefined && asked in files) await measure(asked);
else {
  if (shared === null) console.log(sharedAbsent);
  const names = Object.keys(files).filter((name) => shared !== null || files[name] === null);
  let holds = true;
  for (const name of names) holds = (await inProcess(name)) && holds;
  console.log(`bar (same answer, less than 1.5 GiB): ${holds ? 'holds' : 'MISSED'}`);
  if (!holds) process.exitCode = 1;
}
