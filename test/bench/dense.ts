// Patch networks slid over a picture, against the same patches one by one: `node test/bench/dense.ts [pixels]`.
// One thread. The naive side runs some hundred patches in batches of 64 and is scaled up to all of them; it is timed
// again beside every form, so that both sides see the machine equally busy.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { countCost, densify, encode, shapesOf, shiftAndStitch, type Graph } from '../../electron/compiler/index.ts';
import type { Tensor64 } from '../../electron/reference/index.ts';
import { relativeDifference } from '../support/cases/runtime.ts';
import { mapAt, originsOf, patchesAt, picture, withBatch } from '../support/dense.ts';
import { patchNetworks, type PatchNetwork } from '../support/patchNetworks.ts';
import { tensor64 } from '../../electron/reference/index.ts';

const rounds = 5;
const batch = 64;
const sampledBatches = 5;
/** Channels over those of the smallest networks, so that arithmetic and not bookkeeping is timed. */
const widthFactor = 4;
const barOfBound = 0.8;

interface Timed {
  readonly ms: number;
  readonly output: Tensor64;
}

/** The fastest of some runs in one thread, with the optimizer of ONNX Runtime on, as in the app. */
async function timed(graph: Graph, image: Tensor64): Promise<Timed> {
  const session = await InferenceSession.create(encode(graph), { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const feeds = { image: new Tensor('float32', Float32Array.from(image.values), image.dims) };
  let [ms, output] = [Infinity, null as Tensor64 | null];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    const result = await session.run(feeds);
    ms = Math.min(ms, performance.now() - startedMs);
    const [found] = Object.values(result);
    if (found) output = tensor64(found.dims, found.data as Float32Array);
  }
  await session.release();
  if (!output) throw new Error('nothing was computed');
  return { ms, output };
}

interface Naive {
  readonly patchMs: number;
  readonly origins: readonly (readonly [number, number])[];
  readonly scores: Tensor64;
}

/** Patches from all over the picture. */
async function naive(graph: Graph, image: Tensor64, patch: number): Promise<Naive> {
  const [, , height = 0, width = 0] = image.dims;
  const all = originsOf(height, width, patch);
  const every = Math.floor(all.length / (batch * sampledBatches));
  const origins = all.filter((_, i) => i % every === 0).slice(0, batch * sampledBatches);
  let [ms, scores] = [0, [] as number[]];
  for (let at = 0; at < origins.length; at += batch) {
    const run = await timed(withBatch(graph, batch), patchesAt(image, patch, origins.slice(at, at + batch)));
    ms += run.ms;
    scores = [...scores, ...run.output.values];
  }
  return {
    patchMs: ms / origins.length,
    origins,
    scores: tensor64([origins.length, scores.length / origins.length], scores),
  };
}

async function measure({ name, graph: make, patch }: PatchNetwork, pixels: number): Promise<boolean> {
  const graph = make(1, widthFactor);
  const image = picture(1, pixels, pixels);
  const slow = await naive(graph, image, patch);
  const macsOfPatch = countCost(withBatch(graph, 1)).multiplyAdds;
  console.log(`${name}, patch ${patch}: ${(macsOfPatch / 1e6).toFixed(2)} million multiply-adds a patch`);
  let best = 0;
  const forms = {
    folded: densify(graph, { height: pixels, width: pixels, form: 'folded' }),
    dilated: densify(graph, { height: pixels, width: pixels, form: 'dilated' }),
    'shift and stitch': shiftAndStitch(graph, { height: pixels, width: pixels, strides: 4 }),
  } as const;
  for (const [form, { graph: dense }] of Object.entries(forms)) {
    const { ms, output } = await timed(dense, image);
    const difference = relativeDifference(mapAt(output, slow.origins), slow.scores);
    if (!(difference < 1e-5)) throw new Error(`${name}, ${form}: differs by ${difference}, so the time means nothing`);
    const [, , rows = 0, columns = 0] = output.dims;
    const { patchMs } = await naive(graph, image, patch);
    const speedUp = (patchMs * rows * columns) / ms;
    const shapes = shapesOf(dense);
    const bound = macsOfPatch / (countCost(dense, shapes).multiplyAdds / (rows * columns));
    const share = speedUp / bound;
    if (form === 'dilated') best = share;
    console.log(
      `  ${form.padEnd(16)} ${ms.toFixed(0).padStart(6)} ms, naive ${((patchMs * rows * columns) / 1000).toFixed(1)} s: ` +
        `${speedUp.toFixed(0)} times, bound ${bound.toFixed(0)}, share ${share.toFixed(2)}, difference ${difference.toExponential(1)}`,
    );
  }
  return best >= barOfBound;
}

const pixels = Number(process.argv[2] ?? 256);
let holds = true;
for (const network of patchNetworks) holds = (await measure(network, pixels)) && holds;
console.log(`bar (speed-up of the default form ≥ ${barOfBound} of the bound): ${holds ? 'holds' : 'MISSED'}`);
if (!holds) process.exitCode = 1;
