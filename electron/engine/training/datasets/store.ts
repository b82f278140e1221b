import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DatasetId, Part, SurveyedPhoto } from '../../../contract/index.ts';
import { readJson, writeJson } from '../../jsonFile.ts';
import { DatasetSource, datasetIdOf, nameOf } from './sources.ts';
import type { Listing } from './sources.ts';

/** A dataset as it is kept. */
export const DatasetRecord = z.object({
  id: DatasetId,
  name: z.string(),
  source: DatasetSource,
  createdMs: z.number(),
});
export type DatasetRecord = z.infer<typeof DatasetRecord>;

const KeptListing = z.object({
  photos: z
    .array(z.object({ path: z.string(), classNames: z.array(z.string()).readonly(), part: Part.nullable() }))
    .readonly(),
  emptyClasses: z.array(z.string()).readonly(),
  unlabelled: z.array(z.string()).readonly(),
  multiLabel: z.boolean(),
});

/** What a look at the files of a dataset told. */
const KeptSurvey = z.object({ listing: KeptListing, photos: z.array(SurveyedPhoto.omit({ index: true })).readonly() });
export interface KeptSurvey {
  readonly listing: Listing;
  readonly photos: readonly Omit<SurveyedPhoto, 'index'>[];
}

/** The files in `<data folder>/datasets`: one per dataset, and beside it what was seen of its photos. */
export function datasetStore(dataDir: string) {
  const folder = join(dataDir, 'datasets');
  const bin = join(folder, 'bin');
  const recordFile = (id: string): string => join(folder, `${id}.json`);
  const surveyFile = (id: string): string => join(folder, `${id}.survey.json`);

  return {
    /** Keeps the dataset of a source; one that is kept already stays as it is. */
    add(source: DatasetSource, nowMs: number): DatasetRecord {
      const id = datasetIdOf(source);
      const known = readJson(recordFile(id), DatasetRecord);
      if (known) return known;
      const record: DatasetRecord = { id, name: nameOf(source), source, createdMs: nowMs };
      mkdirSync(folder, { recursive: true });
      writeJson(recordFile(id), record);
      return record;
    },

    find: (id: string): DatasetRecord | null =>
      DatasetId.safeParse(id).success ? readJson(recordFile(id), DatasetRecord) : null,

    /** The newest first. */
    all(): DatasetRecord[] {
      const ids = filesIn(folder).flatMap((name) => /^([0-9a-f]{12})\.json$/.exec(name)?.[1] ?? []);
      return ids
        .flatMap((id) => readJson(recordFile(id), DatasetRecord) ?? [])
        .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? -1 : 1));
    },

    /** Into the bin beside the datasets. */
    remove(id: string): void {
      mkdirSync(bin, { recursive: true });
      // The record last: whatever comes between, what was seen is not lost alone.
      move([surveyFile(id), recordFile(id)], folder, bin);
    },

    /** Out of the bin; nothing where it is not in there. */
    restore(id: string): void {
      if (DatasetId.safeParse(id).success) move([surveyFile(id), recordFile(id)], bin, folder);
    },

    keepSurvey: (id: string, survey: KeptSurvey): void => writeJson(surveyFile(id), survey),

    /** Null until the dataset was looked at. */
    survey: (id: string): KeptSurvey | null => readJson(surveyFile(id), KeptSurvey),

    /** Changes when another survey is kept; null while there is none. */
    surveyVersion(id: string): string | null {
      const stats = statSync(surveyFile(id), { throwIfNoEntry: false });
      return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : null;
    },
  };
}

export type DatasetStore = ReturnType<typeof datasetStore>;

/** Files that are there, from one folder to another. */
function move(paths: readonly string[], from: string, to: string): void {
  for (const name of paths.map((path) => basename(path)))
    if (existsSync(join(from, name))) renameSync(join(from, name), join(to, name));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
