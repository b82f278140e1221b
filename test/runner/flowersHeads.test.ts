import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { flowersFeatures, flowersHeads, penalties } from '../bench/learning/flowersHeads.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../golden/heads/flowers5/expected.json'), 'utf8'),
) as Record<string, { readonly svm: number; readonly softmax: number }>;

test.skipIf(sharedDir() === null)(
  `heads are as good as scikit-learn's on the same features of flowers5, to half a point (${sharedAbsent})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-heads-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const ours = await flowersHeads(await flowersFeatures(folder));
    for (const c of penalties.map(String)) {
      expect.soft(Math.abs(ours[c]!.svm - golden[c]!.svm), `SVM, C = ${c}`).toBeLessThanOrEqual(0.005 + 1e-9);
      expect
        .soft(Math.abs(ours[c]!.softmax - golden[c]!.softmax), `softmax, C = ${c}`)
        .toBeLessThanOrEqual(0.005 + 1e-9);
    }
  },
);
