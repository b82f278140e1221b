// Published networks and the built-in at every place of a photo, in tiles and stages as the app runs them, against the
// same patches one by one: `npm run bench:dense-photos -- [--pixels 512] [--only NAME]`. All cores. The naive side runs
// batches of 16 patches and is scaled up to all places; it is timed again before and after the dense side.

import { parseArgs } from 'node:util';
import { countCost, encode, withDims, type Graph } from '../../electron/compiler/index.ts';
import type { ModelFile } from '../../electron/contract/index.ts';
import { openDense, readPatchNetwork, stridesOf, type DenseClassifier } from '../../electron/runner/dense/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import { noisyPicture } from '../support/denseTwin.ts';
import { builtIn, sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const batch = 16;
const rounds = 3;
const barOfBound = 0.8;
const now = <T>(step: () => Promise<T>): Promise<T> => step();

const { values } = parseArgs({ options: { pixels: { type: 'string', default: '512' }, only: { type: 'string' } } });
const pixels = Number(values.pixels);
const shared = sharedDir();
if (shared === null) console.log(sharedAbsent);

const published = (file: string) => (): Promise<ModelFile> => sharedModel(shared ?? '', file);
const networks: readonly { name: string; load: () => Promise<ModelFile> | ModelFile }[] = [
  { name: 'fovea-base', load: builtIn },
  ...(shared === null
    ? []
    : [
        { name: 'squeezenet', load: published('squeezenet1_1_imagenet') },
        { name: 'mobilenetv2', load: published('mobilenetv2_1.0_224_imagenet') },
        { name: 'person', load: published('mobilenet_v1_0.25_96_person') },
      ]),
];

/** Milliseconds of the fastest of some runs. */
async function fastest(run: () => Promise<unknown>, times = rounds): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < times; round++) {
    const startedMs = performance.now();
    await run();
    best = Math.min(best, performance.now() - startedMs);
  }
  return best;
}

/** Runs batches of patches; answers milliseconds per patch. */
async function naive(
  patch: Graph,
  { card }: ModelFile,
): Promise<{ time: () => Promise<number>; close: () => Promise<void> }> {
  const { width, height } = card.preprocessing;
  const open = { ...patch, inputs: patch.inputs.map((input) => ({ ...input, type: batchType(height, width) })) };
  const session = await createSession(encode(withDims(open, new Map([['N', batch]]))), 'cpu', { keepsMemory: true });
  const data = Float32Array.from({ length: batch * 3 * width * height }, (_, at) => Math.sin(at));
  const fed = { [card.inputName]: new Tensor('float32', data, [batch, 3, height, width]) };
  return { time: async () => (await fastest(() => session.run(fed), 5)) / batch, close: () => session.release() };
}

const batchType = (height: number, width: number) =>
  ({ kind: 'tensor', dtype: 'float32', shape: ['N', 3, height, width] }) as const;

async function open(model: ModelFile, patch: Graph, stepPx: number): Promise<DenseClassifier> {
  const size = { width: pixels, height: pixels, stepPx, budgetBytes: 2e9, device: 'cpu' } as const;
  return openDense(model, patch, { ...size, scores: { kind: model.card.outputKind } });
}

async function measure(name: string, model: ModelFile): Promise<{ row: string; holds: boolean }> {
  const patch = await readPatchNetwork(model);
  const picture = noisyPicture(1, pixels, pixels);
  const megapixels = pixels ** 2 / 1e6;
  const patchCost = countCost(patch).multiplyAdds;
  const seconds: string[] = [];
  let [speedUp, bound] = [0, 0];
  const slow = await naive(patch, model);
  for (const stepPx of [1, 2, 4, 8]) {
    if (stridesOf(patch) % stepPx !== 0) {
      seconds.push('–');
      continue;
    }
    const dense = await open(model, patch, stepPx);
    const before = await slow.time();
    const ms = await fastest(() => dense.evaluate(picture, now), stepPx === 1 ? 2 : rounds);
    const patchMs = Math.min(before, await slow.time());
    await dense.close();
    seconds.push((ms / 1000 / megapixels).toFixed(2));
    if (stepPx > 1) continue;
    speedUp = (patchMs * pixels ** 2) / ms;
    bound = patchCost / (denseCost(dense) / pixels ** 2);
  }
  await slow.close();
  const share = speedUp / bound;
  const cells = [name, ...seconds, speedUp.toFixed(0), bound.toFixed(0), share.toFixed(2)];
  return { row: `| ${cells.join(' | ')} |`, holds: share >= barOfBound };
}

/** Multiply-adds of the network itself over all stages and tiles: what is made of its scores counts as loss. */
function denseCost({ plan }: DenseClassifier): number {
  return plan.stages.reduce((sum, { graph, input, batch: maps }) => {
    const convolutions = countCost(graph).nodes.filter(({ node }) => node.op === 'Conv');
    return sum + (convolutions.reduce((all, { multiplyAdds }) => all + multiplyAdds, 0) * input.maps) / maps;
  }, 0);
}

console.log(`| network | s per megapixel, step 1 | 2 | 4 | 8 | times naive | bound | share |`);
console.log(`| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`);
let holds = true;
for (const { name, load } of networks) {
  if (values.only !== undefined && values.only !== name) continue;
  const measured = await measure(name, await load());
  console.log(measured.row);
  holds &&= measured.holds;
}
console.log(`bar (speed-up at step 1 ≥ ${barOfBound} of the bound): ${holds ? 'holds' : 'MISSED'}`);
if (!holds) process.exitCode = 1;
