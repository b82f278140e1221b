import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  Attribution,
  DatasetId,
  fail,
  PhotographerReport,
  Sha256,
  systemCode,
  writeProblem,
} from '../../contract/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import { filesIn, type PhotographerFiles } from './files.ts';

/** How photographers were learned here, and how well they are told apart. */
export const PhotographerRecord = z.object({
  model: Sha256,
  name: z.string(),
  dataset: DatasetId.nullable(),
  trunkName: z.string(),
  createdMs: z.number(),
  /** Draws the order of the game. */
  seed: z.int().nonnegative(),
  report: PhotographerReport,
});
export type PhotographerRecord = z.infer<typeof PhotographerRecord>;

/** Networks for photographers that were learned here. One that came from elsewhere is a classifier like any other. */
export interface Photographers {
  /** The newest first. */
  list(): PhotographerRecord[];
  /** @throws photographers/unknown */
  record(model: Sha256): PhotographerRecord;
  /** Whether it is one of these, in the bin too. */
  has(model: Sha256): boolean;
  /** @throws photographers/unknown */
  files(model: Sha256): PhotographerFiles;
  /** Answers to the photos of the collection, in the order of `files().rows`. @throws photographers/unknown */
  attributions(model: Sha256): readonly Attribution[];
  /** Writes down how a network was learned, what it answered, and a copy of the rows. @throws disk/full, disk/denied */
  keep(record: PhotographerRecord, answered: readonly Attribution[], rows: string): Promise<void>;
  /** Into the bin; its network stays on the shelf. @throws photographers/unknown */
  forget(model: Sha256): void;
  /** Out of the bin; one that is not in there stays where it is. @throws photographers/unknown */
  restore(model: Sha256): void;
}

/** @param onChange  networks for photographers came or went */
export function photographersIn(dataDir: string, onChange: () => void): Photographers {
  const folder = join(dataDir, 'photographers');
  const bin = join(folder, 'bin');
  const filesOf = (model: Sha256): PhotographerFiles => filesIn(join(folder, model));
  // Told apart by the time they were learned: an answer to a few thousand photos is read once, not with every look.
  const read = new Map<Sha256, { readonly createdMs: number; readonly attributions: readonly Attribution[] }>();

  const find = (model: Sha256): PhotographerRecord | null => readJson(filesOf(model).record, PhotographerRecord);
  const record = (model: Sha256): PhotographerRecord => find(model) ?? fail('photographers/unknown', { model });

  return {
    record,
    list: () =>
      namesIn(folder)
        .flatMap((model) => find(model) ?? [])
        .sort((a, b) => b.createdMs - a.createdMs || (a.model < b.model ? -1 : 1)),
    has: (model) => [folder, bin].some((place) => existsSync(join(place, model))),
    files: (model) => filesOf(record(model).model),
    attributions(model) {
      const { createdMs } = record(model);
      const known = read.get(model);
      if (known?.createdMs === createdMs) return known.attributions;
      const attributions = readAttributions(filesOf(model).attributions);
      read.set(model, { createdMs, attributions });
      return attributions;
    },
    async keep(learned, answered, rows) {
      const files = filesOf(learned.model);
      try {
        // Learned again to the very same network: what was computed of it before goes.
        for (const old of [files.folder, join(bin, learned.model)]) rmSync(old, { recursive: true, force: true });
        mkdirSync(files.folder, { recursive: true });
        writeFileSync(files.attributions, answered.map((one) => `${JSON.stringify(one)}\n`).join(''));
        await copyFile(rows, files.rows);
        // The record last: where it is, all is.
        writeJson(files.record, learned);
      } catch (thrown) {
        throw writeProblem(thrown, files.folder);
      }
      onChange();
    },
    forget(model) {
      record(model);
      mkdirSync(bin, { recursive: true });
      rmSync(join(bin, model), { recursive: true, force: true });
      renameSync(filesOf(model).folder, join(bin, model));
      onChange();
    },
    restore(model) {
      if (find(model)) return;
      try {
        renameSync(join(bin, model), filesOf(model).folder);
      } catch (thrown) {
        if (systemCode(thrown) === 'ENOENT') fail('photographers/unknown', { model });
        throw writeProblem(thrown, folder);
      }
      onChange();
    },
  };
}

function readAttributions(file: string): Attribution[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => Attribution.parse(JSON.parse(line)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => Sha256.safeParse(name).success);
  } catch {
    // Nothing was learned yet.
    return [];
  }
}
