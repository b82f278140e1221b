// What becomes of attacked photos: how far they are from the original, after what the answer to those that fool is as
// before, how many other networks change theirs; and how often a network is still right as ε grows. Means over the first photos of the ImageNet
// sample that the network answers rightly, made as the Lab makes them:
//
//   node test/bench/lab/attacks.ts [--model NAME] [--other NAME]... [--photos N] [--curve N]

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LabSettings, type LabResult } from '../../../electron/contract/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, knownModel, scopeOf } from '../photographers/collection.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    other: { type: 'string', multiple: true, default: ['squeezenet1_1_imagenet', 'mobilenet_v1_0.25_128_imagenet'] },
    photos: { type: 'string', default: '20' },
    curve: { type: 'string', default: '40' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const sample = join(shared, 'data/imagenet_sample_1000');
const files = readdirSync(sample)
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const own = (name: string): number => Number.parseInt(name, 10);
const model = await knownModel(shared, values.model);
const others = await Promise.all(values.other.map((name) => knownModel(shared, name)));
const folder = mkdtempSync(join(tmpdir(), 'fovea-attacks-'));

const make = (settings: object, photos: readonly string[], asked: typeof others = []): Promise<LabResult> =>
  makeInLab(
    {
      ...{ model, others: asked, settings: LabSettings.parse(settings), device: 'cpu', folder },
      photos: photos.map((name) => join(sample, name)),
    },
    scopeOf(() => undefined),
    atOnce,
  );

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const bestOf = (result: LabResult, of: string): number | undefined =>
  result.answers.find((answer) => answer.of === of)?.top[0]?.classIndex;

async function attacked(kind: string): Promise<void> {
  const results: LabResult[] = [];
  for (const name of files) {
    const result = await make({ method: 'attack', kind }, [name], others);
    if (bestOf(result, 'original') === own(name)) results.push(result);
    if (results.length === Number(values.photos)) break;
  }
  const measured = (name: string): number => mean(results.map(({ measures }) => measures[name] ?? 0));
  console.log(`${values.model}, ${kind}, ${results.length} photos: ${(100 * measured('fooled')).toFixed(0)} % fooled`);
  console.log(`  largest change ${measured('largest change').toFixed(2)}, L2 ${measured('L2').toFixed(0)} of 255`);
  if (kind === 'minimal')
    console.log(
      `  before rounding ${measured('exact largest change').toFixed(2)}, L2 ${measured('exact L2').toFixed(0)}`,
    );
  const fooled = results.filter(({ measures }) => measures['fooled'] === 1);
  const treatments = new Set(results.flatMap(({ answers }) => answers.map(({ of }) => of)));
  for (const of of [...treatments].filter((one) => !['original', 'result'].includes(one))) {
    const undone = mean(fooled.map((result) => Number(bestOf(result, of) === bestOf(result, 'original'))));
    console.log(`  ${of.padEnd(14)} undoes ${(100 * undone).toFixed(0)} %`);
  }
  console.log(`  ${measured('transferred').toFixed(2)} of ${others.length} other networks change their answer`);
}

for (const kind of ['sign', 'iterated', 'minimal']) await attacked(kind);
const judged = files.slice(0, Number(values.curve));
const epsilons = [0, 0.25, 0.5, 1, 2, 4, 8];
const { curves, measures } = await make({ method: 'robustness', epsilons, truths: judged.map(own) }, judged);
console.log(`${values.model}, ${judged.length} photos: right under attack, and with noise of the same size`);
for (const { x, y, random } of curves)
  for (const [at, epsilon] of x.entries())
    console.log(`  ε ${epsilon}: ${(100 * (y[at] ?? 0)).toFixed(0)} %, ${(100 * (random?.[at] ?? 0)).toFixed(0)} %`);
console.log(`  half of the accuracy is left at ε = ${(measures['epsilon for half'] ?? NaN).toFixed(2)}`);
rmSync(folder, { recursive: true });
