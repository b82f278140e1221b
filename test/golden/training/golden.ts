import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What PyTorch's losses were, before each of twenty steps. */
export interface TrainingGolden {
  readonly losses: readonly number[];
}

const folderOf = (name: string): string => join(import.meta.dirname, name);

export const readGolden = (name: string): TrainingGolden =>
  JSON.parse(readFileSync(join(folderOf(name), 'expected.json'), 'utf8')) as TrainingGolden;

export function writeGolden(name: string, source: string, { losses }: TrainingGolden): void {
  mkdirSync(folderOf(name), { recursive: true });
  writeFileSync(join(folderOf(name), 'source.md'), source);
  writeFileSync(join(folderOf(name), 'expected.json'), `${JSON.stringify({ losses }, null, 2)}\n`);
}
