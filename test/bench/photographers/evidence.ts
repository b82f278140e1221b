// Whether the patches that decide do decide: how much of a photographer's score is lost without the tenth of a photo that a
// map says speaks most for them, beside a drawn tenth. A mean over photos that the network has learned from, each judged for
// the photographer who took it:
//
//   node test/bench/photographers/evidence.ts [--model NAME] [--method gradient|occlusion] [--grid N] [--every N] [--cache DIR]

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EvidenceMethod, PhotographerSettings } from '../../../electron/contract/index.ts';
import { photographerEvidence, trainPhotographers } from '../../../electron/runner/tasks/photographer/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, collectionIn, knownModel, scopeOf } from './collection.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'fovea-base' },
    method: { type: 'string', default: 'occlusion' },
    grid: { type: 'string', default: '15' },
    every: { type: 'string', default: '1' },
    cache: { type: 'string' },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const trunk = await knownModel(shared, values.model);
const folder = mkdtempSync(join(tmpdir(), 'fovea-photographers-'));
const { classNames, photos } = await collectionIn(join(shared, 'data/photographers10'));
const settings = PhotographerSettings.parse({ repetitions: 1, guards: false, baselines: false, strangers: false });
const file = join(folder, 'photographers.onnx');
const silent = scopeOf(() => undefined);
const cacheDir = values.cache ?? join(folder, 'cache');
const { card } = await trainPhotographers(
  { ...{ model: trunk, name: 'bench', classNames, photos, settings, device: 'cpu', file, cacheDir } },
  silent,
  atOnce,
);
const model = { path: file, hash: '0'.repeat(64), card };
const [method, grid] = [EvidenceMethod.parse(values.method), Number(values.grid)];
const lost = { top: 0, drawn: 0, score: 0, count: 0 };
for (const { path, classIndex } of photos.filter((_, at) => at % Number(values.every) === 0)) {
  const map = await photographerEvidence({ model, path, classIndex, method, grid, device: 'cpu' }, silent, atOnce);
  lost.top += map.score - map.withoutTop;
  lost.drawn += map.score - map.withoutDrawn;
  lost.score += map.score;
  lost.count += 1;
}
const { top, drawn, score, count } = lost;
console.log(
  `${values.model}, ${method}, ${grid} × ${grid} places, ${count} photos: mean score ${(score / count).toFixed(2)}`,
);
console.log(
  `  lost without the strongest tenth ${(top / count).toFixed(3)}, without a drawn tenth ${(drawn / count).toFixed(3)}`,
);
console.log(`  ratio ${(top / drawn).toFixed(2)}`);
