import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { repository } from '../../support/fovea.ts';

// What the features of a network are worth: a linear head on a set of photos, by one `fovea train FOLDER --json`.

/** Sets in the folder of photos for development. Ten photographers are too few photos to set some aside. */
export const probeSets = [
  { name: 'flowers5', words: [] },
  { name: 'photographers10', words: ['--test', '0'] },
] as const;
export type ProbeSet = (typeof probeSets)[number];

const Summary = z.object({
  summary: z.object({
    accuracy: z.object({ value: z.number(), low: z.number(), high: z.number() }),
    count: z.int(),
    layer: z.string(),
  }),
});
export type Probed = z.infer<typeof Summary>['summary'];

/** A data folder and a shelf of its own, gone when `work` ends. */
export async function withShelf<T>(work: (shelf: Shelf) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-probes-'));
  try {
    mkdirSync(join(folder, 'models'));
    return await work(new Shelf(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export class Shelf {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies a network, and its card where one lies beside it, and gives the name that it has then. */
  put(network: string, name = basename(network, '.onnx')): string {
    const models = join(this.#folder, 'models');
    copyFileSync(network, join(models, `${name}.onnx`));
    const card = network.replace(/\.onnx$/, '.json');
    if (existsSync(card)) copyFileSync(card, join(models, `${name}.json`));
    return name;
  }

  /**
   * @param photos  the folder that the sets lie in
   * @param model   a name that `put` gave
   */
  probe(model: string, photos: string, { name, words }: ProbeSet, seed: number): Probed {
    const program = join(repository, 'electron/shell/cli/fovea.mjs');
    const asked = ['train', join(photos, name), '--model', model, '--seed', String(seed), '--json', ...words];
    const told = execFileSync(process.execPath, [program, ...asked], {
      env: {
        ...process.env,
        FOVEA_DATA_DIR: join(this.#folder, 'data'),
        FOVEA_MODELS_DIR: join(this.#folder, 'models'),
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Summary.parse(JSON.parse(told.trimEnd().split('\n').at(-1) ?? '')).summary;
  }
}
