// How easily published networks are fooled. Of correctly classified photos of the ImageNet sample: how many are answered
// otherwise when no color value changes by more than ε, steps of the derivative on whole levels, and how many of the PNGs
// written of them still fool when they are read again as every photo is. Then pictures that begin as noise, for drawn
// classes: how many are answered with confidence when they are read again.
//
//   node test/bench/lab/breaking.ts [--model NAME]... [--photos N] [--epsilon E] [--steps N] [--classes N]

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  attackWithin,
  foolingPicture,
  lengthOf,
  levelsOf,
  openAttacked,
  pixelsOf,
  type AttackedNetwork,
  type BoundedAttack,
} from '../../../electron/runner/adversary/index.ts';
import { largestIn } from '../../../electron/runner/evidence/index.ts';
import { readInput, writeRgb } from '../../../electron/runner/pixels/index.ts';
import { derived } from '../../../electron/runner/vision/index.ts';
import { sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, scopeOf } from '../photographers/collection.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['mobilenetv2_1.0_224_imagenet', 'squeezenet1_1_imagenet'] },
    photos: { type: 'string', default: '200' },
    epsilon: { type: 'string', default: '2' },
    steps: { type: 'string', default: '20' },
    classes: { type: 'string', default: '20' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const sample = join(shared, 'data/imagenet_sample_1000');
const files = readdirSync(sample)
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const folder = mkdtempSync(join(tmpdir(), 'fovea-breaking-'));
const hooks = { turn: atOnce, stop: scopeOf(() => undefined).stop };
const [wanted, epsilon, steps] = [Number(values.photos), Number(values.epsilon), Number(values.steps)];

const answerTo = async (network: AttackedNetwork, path: string): Promise<Float64Array> => {
  const { preprocessing } = network.card;
  const { pixels } = await readInput(path, preprocessing);
  return (await network.probabilities([levelsOf(pixels, preprocessing)]))[0] ?? new Float64Array(0);
};

const write = (network: AttackedNetwork, path: string, picture: Float32Array): Promise<void> => {
  const { width, height } = network.card.preprocessing;
  return writeRgb(path, { pixels: pixelsOf(picture, network.card.preprocessing), width, height });
};

/** The first photos, one class each in the order of the classes, that a network answers rightly. */
async function rightlyAnswered(network: AttackedNetwork): Promise<{ path: string; own: number }[]> {
  const right: { path: string; own: number }[] = [];
  for (const name of files) {
    const [path, own] = [join(sample, name), Number.parseInt(name, 10)];
    if (largestIn(await answerTo(network, path)) === own) right.push({ path, own });
    if (right.length === wanted) break;
  }
  return right;
}

async function attacked(network: AttackedNetwork): Promise<void> {
  const right = await rightlyAnswered(network);
  const startedMs = performance.now();
  const { preprocessing } = network.card;
  const fooled: { path: string; own: number; after: number }[] = [];
  const writing: Promise<void>[] = [];
  const how: BoundedAttack = {
    ...{ kind: 'iterated', epsilon, steps, wanted: null, whole: true, endsWhenFooled: true, seed: 1 },
  };
  const take = async (index: number) => {
    const { path, own } = right[index] ?? { path: '', own: 0 };
    return { picture: levelsOf((await readInput(path, preprocessing)).pixels, preprocessing), own };
  };
  await attackWithin(
    network,
    right.length,
    take,
    how,
    (index, { picture, fooledAfter }) => {
      if (fooledAfter === null) return;
      const path = join(folder, `${index}.png`);
      fooled.push({ path, own: right[index]?.own ?? 0, after: fooledAfter });
      writing.push(write(network, path, picture));
    },
    hooks,
  );
  await Promise.all(writing);
  const seconds = (performance.now() - startedMs) / 1000;
  let still = 0;
  for (const { path, own } of fooled) still += Number(largestIn(await answerTo(network, path)) !== own);
  const after = fooled.map((one) => one.after).sort((a, b) => a - b);
  console.log(
    `${network.card.name}, ε = ${epsilon}/255: ${fooled.length} of ${right.length} rightly answered photos fooled`,
  );
  console.log(
    `  median ${after[after.length >> 1] ?? 0} steps, most ${after.at(-1) ?? 0}; ${seconds.toFixed(0)} s in all`,
  );
  console.log(`  ${still} of ${fooled.length} PNGs fool when they are read again`);
}

async function fooledByNoise(network: AttackedNetwork): Promise<void> {
  const rng = derived(1, 'classes');
  const classes = await network.classes();
  const startedMs = performance.now();
  const found: { probability: number; steps: number }[] = [];
  for (let round = 0; round < Number(values.classes); round += 1) {
    const asked = { classIndex: Math.floor(classes * rng()), confidence: 0.99, steps: 200, seed: round };
    const { picture, steps } = await foolingPicture(network, lengthOf(network.card.preprocessing), asked, hooks);
    const path = join(folder, 'noise.png');
    await write(network, path, picture);
    found.push({ probability: (await answerTo(network, path))[asked.classIndex] ?? 0, steps });
  }
  const sure = found.filter(({ probability }) => probability >= 0.99).length;
  const least = Math.min(...found.map(({ probability }) => probability));
  const most = Math.max(...found.map(({ steps }) => steps));
  const each = (performance.now() - startedMs) / 1000 / found.length;
  console.log(`  noise: ${sure} of ${found.length} drawn classes at 99 % or more, least ${(100 * least).toFixed(2)} %`);
  console.log(`  at most ${most} steps, ${each.toFixed(1)} s each`);
}

for (const name of values.model) {
  const network = await openAttacked(await sharedModel(shared, name), 'cpu', 4);
  await attacked(network);
  await network.close();
  const single = await openAttacked(await sharedModel(shared, name), 'cpu', 1);
  await fooledByNoise(single);
  await single.close();
}
rmSync(folder, { recursive: true });
