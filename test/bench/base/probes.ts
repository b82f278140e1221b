// What the features of fovea-base and of published networks are worth: a linear head on two sets of photos. flowers5 is
// judged on the photos it sets aside, photographers10 by grouped 5-fold cross-validation, over seeds.
// `npm run figures:base -- [--base FILE.onnx] [--seeds 3]`

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../../support/fovea.ts';
import { sharedDir } from '../../support/shared.ts';
import { probeSets, withShelf, type Probed } from './probe.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: join(repository, 'models/fovea-base/model.onnx') },
    seeds: { type: 'string', default: '3' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error('The photos and models for development are absent (set FOVEA_SHARED_DIR).');

const published = ['squeezenet1_1_imagenet', 'mobilenetv2_1.0_224_imagenet'];

await withShelf((shelf) => {
  const names = [
    shelf.put(values.base, 'fovea-base'),
    ...published.map((name) => shelf.put(join(shared, 'models', `${name}.onnx`))),
  ];
  console.log('| network | set | right, mean of seeds (95 % interval of one) | photos judged | layer |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const set of probeSets)
    for (const name of names) {
      const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
      const probed = seeds.map((seed) => shelf.probe(name, join(shared, 'data'), set, seed));
      console.log(`| ${name} | ${set.name} | ${inWords(probed)} |`);
    }
});

function inWords(probed: readonly Probed[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const mean = probed.reduce((sum, { accuracy }) => sum + accuracy.value, 0) / probed.length;
  const [first] = probed;
  if (!first) throw new Error('At least one seed is needed.');
  const { low, high } = first.accuracy;
  const layers = [...new Set(probed.map(({ layer }) => layer))].join(', ');
  return `${percent(mean)} (${percent(low)} to ${percent(high)}) | ${first.count} | ${layers}`;
}
