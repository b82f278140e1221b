import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { colorCard, colorClassifier, type ColorName } from './networks.ts';
import { repository } from './fovea.ts';

/** A network that a test's catalogue offers. */
export interface Offered {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly mirrors: readonly string[];
  readonly classes: readonly ColorName[];
}

/** A network that knows these colors, as large as a download worth watching: a long remark fills it up. */
export const largeColorNetwork = (classes: readonly ColorName[], bytes: number): Buffer =>
  Buffer.from(colorClassifier({ classes, metadata: { remark: 'x'.repeat(bytes) } }));

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What travels with Fovea, with these networks in the place of its catalogue; for FOVEA_BUILT_IN_DIR. */
export function writeBuiltIn(folder: string, offered: readonly Offered[]): void {
  mkdirSync(folder, { recursive: true });
  for (const part of ['labels', 'manifest.json']) {
    cpSync(join(repository, 'models', part), join(folder, part), { recursive: true });
  }
  for (const { file, classes } of offered) {
    writeFileSync(join(folder, 'labels', `${labelsOf(file)}.txt`), `${classes.join('\n')}\n`);
  }
  writeFileSync(join(folder, 'catalogue.json'), JSON.stringify({ models: offered.map(entryOf) }));
}

const labelsOf = (file: string): string => file.replace(/\W/g, '-');

function entryOf({ name, file, bytes, mirrors, classes }: Offered) {
  const accuracy = { on: 'squares of color, as published', top1: 0.875, top5: null };
  const { classNames: _classNames, ...card } = colorCard({ classes }, name);
  return {
    ...{ name, file, mirrors, accuracy },
    hash: sha256(bytes),
    task: 'classification',
    bytes: bytes.length,
    licence: 'Apache-2.0',
    summary: `Knows ${classes.length} colors.`,
    card: { ...card, accuracy, labels: labelsOf(file) },
  };
}
