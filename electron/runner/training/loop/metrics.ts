import { appendFile, rename, writeFile } from 'node:fs/promises';
import type { EpochRecord } from '../../../contract/index.ts';
import { diskProblem } from './checkpoint.ts';

// metrics.jsonl: one epoch per line, as EpochRecord says. `jq -r '[.epoch, .holdoutLoss] | @tsv' metrics.jsonl` is a curve.

/** Writes the epochs that a checkpoint knows: lines that came after it are gone, and will come again. */
export async function beginMetrics(path: string, epochs: readonly EpochRecord[]): Promise<void> {
  await said(path, async () => {
    await writeFile(`${path}.part`, epochs.map(lineOf).join(''));
    await rename(`${path}.part`, path);
  });
}

export const addMetrics = (path: string, epoch: EpochRecord): Promise<void> =>
  said(path, () => appendFile(path, lineOf(epoch)));

const lineOf = (epoch: EpochRecord): string => `${JSON.stringify(epoch)}\n`;

async function said(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    throw diskProblem(thrown, path);
  }
}
