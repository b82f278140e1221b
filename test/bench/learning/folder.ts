// From a dropped folder to a model that is ready and judged, against one pass of the same photos through the network:
// `npm run bench:folder`. Whole processes of the command line, each with a data folder of its own, in turn.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedDir } from '../../support/shared.ts';

const rounds = 3;
const dir = sharedDir();
if (dir === null) throw new Error('The photos and models for development are absent (set FOVEA_SHARED_DIR).');
const photos = join(dir, 'data', 'flowers5');
const network = 'mobilenetv2_1.0_224_imagenet';
const folder = mkdtempSync(join(tmpdir(), 'fovea-folder-'));

try {
  for (const ending of ['onnx', 'json'])
    copyFileSync(join(dir, 'models', `${network}.${ending}`), join(folder, `${network}.${ending}`));
  console.log(
    '| round | one pass, s | first training, s | ratio | second training, s |\n| --- | --- | --- | --- | --- |',
  );
  for (let round = 1; round <= rounds; round++) {
    const data = mkdtempSync(join(folder, 'data-'));
    const pass = seconds(data, 'classify', photos, '--json');
    const first = seconds(data, 'train', photos, '--json');
    const second = seconds(data, 'train', photos, '--json');
    const figures = [pass, first, first / pass, second].map((figure) => figure.toFixed(2));
    console.log(`| ${round} | ${figures.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Wall time of one command that ends well; the first of a data folder also finds out what the models are. */
function seconds(data: string, ...words: readonly string[]): number {
  const program = join(import.meta.dirname, '../../../electron/shell/cli/fovea.mjs');
  const env = { ...process.env, FOVEA_DATA_DIR: data, FOVEA_MODELS_DIR: folder };
  const run = (given: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...given], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  run(['models', 'list']);
  const startedMs = performance.now();
  const answer = run(words);
  const elapsed = (performance.now() - startedMs) / 1000;
  if (!answer.includes('"summary"')) throw new Error(`fovea ${words.join(' ')} has no summary.`);
  return elapsed;
}
