// How fast regions of one photo are described: each warped to the network's input, beside the same network fed with batches
// that lie ready, and all of them from one map. Medians of the repetitions, which take turns.
//
//   node test/bench/detectors/throughput.ts [--model NAME] [--regions N] [--repetitions N]

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from '../../../electron/compiler/index.ts';
import { readPicture, within } from '../../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import { openRegions, regionNetwork } from '../../../electron/runner/tasks/detection/regions/index.ts';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    regions: { type: 'string', default: '2000' },
    repetitions: { type: 'string', default: '3' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const model = values.model === 'fovea-base' ? builtIn() : await sharedModel(shared, values.model);
const count = Number(values.regions);
const photo = await readPicture(join(shared, 'data/raccoon/images/raccoon-1.jpg'), within(500));
const rng = seeded(1);
const boxes = Array.from({ length: count }, () => {
  const [x, y] = [rng() * (photo.width - 40), rng() * (photo.height - 40)];
  return [x, y, x + 20 + rng() * (photo.width - x - 20), y + 20 + rng() * (photo.height - y - 20)];
}).flat();

const wishes = { grid: null, tap: null, device: 'cpu' as const };
const exact = await regionNetwork(model, { ...wishes, form: 'exact' });
const forms = [exact, await regionNetwork(model, { ...wishes, form: 'shared' })];
const hooks = { turn: <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step()) };
const raw = await createSession(encode(exact.graph), 'cpu', { keepsMemory: true });
const { width, height } = exact.size;
const dims = exact.preprocessing.layout === 'NCHW' ? [3, height, width] : [height, width, 3];
const batch = new Tensor('float32', new Float32Array(exact.batch * 3 * width * height).fill(0.3), [
  exact.batch,
  ...dims,
]);

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const beganMs = performance.now();
  await work();
  return (performance.now() - beganMs) / 1000;
};
const describers = [];
for (const network of forms) describers.push(await openRegions(network, 'cpu'));
const works = [
  async () => {
    for (let from = 0; from < count; from += exact.batch) await raw.run({ [raw.inputNames[0] ?? '']: batch });
  },
  ...describers.map((describer) => () => describer.describe(photo, boxes, hooks)),
];
const spent: number[][] = works.map(() => []);
for (let repetition = 0; repetition < Number(values.repetitions); repetition += 1)
  for (const [at, work] of works.entries()) spent[at]?.push(await secondsOf(work));
const [ready = 0, warped = 0, fromMap = 0] = spent.map((own) => own.sort((a, b) => a - b)[own.length >> 1] ?? 0);
console.log(`${model.card.name}, ${count} regions of a photo of ${photo.width} × ${photo.height}`);
console.log(`  ready batches ${ready.toFixed(2)} s, exact ${warped.toFixed(2)} s, shared ${fromMap.toFixed(2)} s`);
console.log(
  `  exact at ${(ready / warped).toFixed(2)} of the session's throughput; shared ${(warped / fromMap).toFixed(1)} times as fast`,
);
for (const describer of describers) await describer.close();
await raw.release();
