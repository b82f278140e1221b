// What the features of a network are worth: a linear head on two sets of photos, for fovea-base and for published networks.
// flowers5 is judged on the photos it sets aside, photographers10 by grouped 5-fold cross-validation, over seeds.
// `npm run figures:base -- [--base FILE.onnx] [--seeds 3]`. Every figure is one `fovea train FOLDER --json`.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { repository } from '../../support/fovea.ts';
import { sharedDir } from '../../support/shared.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: join(repository, 'models/fovea-base/model.onnx') },
    seeds: { type: 'string', default: '3' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error('The photos and models for development are absent (set FOVEA_SHARED_DIR).');

const sets = [
  { name: 'flowers5', words: [] },
  { name: 'photographers10', words: ['--test', '0'] },
] as const;
const published = ['squeezenet1_1_imagenet', 'mobilenetv2_1.0_224_imagenet'];

const Summary = z.object({
  summary: z.object({
    accuracy: z.object({ value: z.number(), low: z.number(), high: z.number() }),
    count: z.int(),
    layer: z.string(),
  }),
});
type Probed = z.infer<typeof Summary>['summary'];

const folder = mkdtempSync(join(tmpdir(), 'fovea-probes-'));
try {
  const models = join(folder, 'models');
  mkdirSync(models);
  const own = existsSync(values.base) ? [put(values.base, models)] : [];
  const names = [...own, ...published.map((name) => put(join(shared, 'models', `${name}.onnx`), models))];
  console.log('| network | set | right, mean of seeds (95 % interval of one) | photos judged | layer |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const set of sets)
    for (const name of names) {
      const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
      const probed = seeds.map((seed) => probe(name, join(shared, 'data', set.name), seed, set.words));
      console.log(`| ${name} | ${set.name} | ${inWords(probed)} |`);
    }
} finally {
  rmSync(folder, { recursive: true });
}

/** Copies a network with its card, and gives the name that it has then. */
function put(network: string, models: string): string {
  const isFolder = basename(network) === 'model.onnx';
  const name = isFolder ? basename(join(network, '..')) : basename(network, '.onnx');
  copyFileSync(network, join(models, `${name}.onnx`));
  const card = isFolder ? join(network, '../card.json') : network.replace(/\.onnx$/, '.json');
  if (existsSync(card)) copyFileSync(card, join(models, `${name}.json`));
  return name;
}

function probe(model: string, photos: string, seed: number, words: readonly string[]): Probed {
  const program = join(repository, 'electron/shell/cli/fovea.mjs');
  const env = { ...process.env, FOVEA_DATA_DIR: join(folder, 'data'), FOVEA_MODELS_DIR: join(folder, 'models') };
  const asked = ['train', photos, '--model', model, '--seed', String(seed), '--json', ...words];
  const told = execFileSync(process.execPath, [program, ...asked], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Summary.parse(JSON.parse(told.trimEnd().split('\n').at(-1) ?? '')).summary;
}

function inWords(probed: readonly Probed[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const mean = probed.reduce((sum, { accuracy }) => sum + accuracy.value, 0) / probed.length;
  const [first] = probed;
  if (!first) throw new Error('At least one seed is needed.');
  const { low, high } = first.accuracy;
  const layers = [...new Set(probed.map(({ layer }) => layer))].join(', ');
  return `${percent(mean)} (${percent(low)} to ${percent(high)}) | ${first.count} | ${layers}`;
}
