// Heads on frozen features against scikit-learn's on the same features, flowers5 with its own split:
// `npm run figures:heads [--record]`. Recorded, its figures are the golden of test/runner/flowersHeads.test.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowersFeatures, flowersHeads, penalties } from './flowersHeads.ts';

const golden = join(import.meta.dirname, '../../golden/heads/flowers5/expected.json');
const script = join(import.meta.dirname, '../../fixtures/generators/flowersHeads.py');
const folder = mkdtempSync(join(tmpdir(), 'fovea-heads-'));

try {
  const data = await flowersFeatures(join(folder, 'features'));
  writeFileSync(join(folder, 'train.f32'), new Uint8Array(data.train.features.buffer));
  writeFileSync(join(folder, 'test.f32'), new Uint8Array(data.test.features.buffer));
  const labels = {
    ...{ width: data.width, c: penalties },
    ...{ train: Array.from(data.train.classOf), test: Array.from(data.test.classOf) },
  };
  writeFileSync(join(folder, 'labels.json'), JSON.stringify(labels));
  const theirs = JSON.parse(execFileSync('/usr/bin/python3', [script, folder], { encoding: 'utf8' })) as Accuracies;
  const ours = await flowersHeads(data);
  console.log(
    '| C | SVM ours | SVM scikit-learn | softmax ours | softmax scikit-learn |\n| --- | --- | --- | --- | --- |',
  );
  for (const [c, own] of penalties.map((c) => [c, ours[c]] as const))
    console.log(`| ${c} | ${own?.svm} | ${theirs[c]?.svm} | ${own?.softmax} | ${theirs[c]?.softmax} |`);
  if (process.argv.includes('--record')) writeFileSync(golden, `${JSON.stringify(theirs, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Accuracies = Record<string, { readonly svm: number; readonly softmax: number }>;
