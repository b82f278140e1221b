// How long a large collection takes once its features are kept: the thousand photos of the ImageNet sample, neighboring
// classes dealt out to 41 photographers, learned twice.
//
//   node test/bench/photographers/large.ts [--model NAME] [--whole] [--cache DIR]
//
// What is timed is choosing features and C by grouped cross-validation, repeating it on folds that are drawn anew, and the
// final network; --whole adds guards, baselines, strangers and marks.

import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PhotographerSettings, type CollectedPhoto } from '../../../electron/contract/index.ts';
import { hashed } from '../../../electron/runner/pixels/index.ts';
import { trainPhotographers } from '../../../electron/runner/tasks/photographer/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, knownModel, scopeOf } from './collection.ts';

const photographers = 41;
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'fovea-base' },
    whole: { type: 'boolean', default: false },
    cache: { type: 'string' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const root = join(shared, 'data/imagenet_sample_1000');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(jpe?g|png)$/i.test(file))
  .sort();
const photos: CollectedPhoto[] = [];
for (const [at, file] of files.entries()) {
  const path = join(root, file);
  const classIndex = Math.floor((at * photographers) / files.length);
  photos.push({ path, classIndex, group: at, hash: (await hashed(path)).hash });
}
const folder = mkdtempSync(join(tmpdir(), 'fovea-photographers-'));
const measured = values.whole;
const input = {
  ...{ model: await knownModel(shared, values.model), name: 'bench', photos, device: 'cpu' as const },
  classNames: Array.from({ length: photographers }, (_, at) => `Photographer ${at + 1}`),
  settings: PhotographerSettings.parse({ guards: measured, baselines: measured, strangers: measured }),
  file: join(folder, 'photographers.onnx'),
  cacheDir: values.cache ?? join(folder, 'cache'),
};
for (const time of ['first', 'again']) {
  const beganMs = performance.now();
  const { report } = await trainPhotographers(
    input,
    scopeOf(() => undefined),
    atOnce,
  );
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const accuracy = report.rows.find(({ chosen }) => chosen)?.accuracy.value ?? 0;
  console.log(`${time}: ${photos.length} photos of ${photographers}, ${seconds} s, accuracy ${accuracy.toFixed(3)}`);
}
