// How well photographers are told apart, and what that rests on:
//
//   node test/bench/photographers/photographers.ts [--model NAME] [--repetitions N] [--quick] [--cache DIR] [--json]
//
// NAME is a network of the shared folder, or fovea-base. Each photo is judged by machines that had not learned from any
// photo of its group (near-duplicates, bursts); --quick leaves guards, baselines and strangers out.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PhotographerSettings } from '../../../electron/contract/index.ts';
import { trainPhotographers } from '../../../electron/runner/tasks/photographer/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, collectionIn, knownModel, scopeOf } from './collection.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'resnet50v2_c4_features' },
    repetitions: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    cache: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);

const model = await knownModel(shared, values.model);
const { card } = model;
const folder = mkdtempSync(join(tmpdir(), 'fovea-photographers-'));
const { classNames, photos } = await collectionIn(join(shared, 'data/photographers10'));
const settings = PhotographerSettings.parse({
  ...{ seed: Number(values.seed), repetitions: Number(values.repetitions) },
  ...(values.quick && { guards: false, baselines: false, strangers: false }),
});

const spentMs = new Map<string, number>();
let [phase, sinceMs] = ['', performance.now()];
const enter = (next: string): void => {
  if (next === phase) return;
  spentMs.set(phase, (spentMs.get(phase) ?? 0) + performance.now() - sinceMs);
  [phase, sinceMs] = [next, performance.now()];
};
const { report } = await trainPhotographers(
  {
    ...{ model, name: 'bench', classNames, photos, settings, device: 'cpu' },
    ...{ file: join(folder, 'photographers.onnx'), cacheDir: values.cache ?? join(folder, 'cache') },
  },
  scopeOf((step) => enter(step.phase)),
  atOnce,
);
enter('');

if (values.json) console.log(JSON.stringify({ model: card.name, report }));
else {
  console.log(`${card.name}: ${report.photos} photos of ${classNames.length} photographers in ${report.shoots} groups`);
  const shown = ({ value, low, high }: { value: number; low: number; high: number }): string =>
    `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  for (const { kind, name, accuracy, macroF1, repetitions, chosen } of report.rows)
    console.log(
      `  ${kind.padEnd(12)} ${name.padEnd(52)} accuracy ${shown(accuracy)}  macro F ${shown(macroF1)}  x${repetitions}${chosen ? '  chosen' : ''}`,
    );
  if (report.strangers) {
    const { area, leftOut, draws, curve } = report.strangers;
    console.log(`  strangers: area ${area.toFixed(3)}, ${leftOut} left out, ${draws} draws`);
    for (const { below, answered, right, fooled } of curve.filter((_, at) => at % 5 === 0))
      console.log(
        `    below ${below.toFixed(2)}: answers ${answered.toFixed(2)}, right ${right.toFixed(2)}, strangers answered ${(fooled ?? 0).toFixed(2)}`,
      );
  }
  for (const { className, f1, photos: count } of report.photographers)
    console.log(`  ${className.padEnd(24)} ${count} photos, F ${(f1 ?? 0).toFixed(2)}`);
  for (const { severity, sentence } of report.findings) console.log(`  ${severity}: ${sentence}`);
  const seconds = [...spentMs].filter(([name]) => name !== '').map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)}`);
  console.log(`  seconds: ${seconds.join(', ')}`);
}
