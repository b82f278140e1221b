import { readFile } from 'node:fs/promises';
import type { EngineContract, PhotographerProfile, ProgressOf, Sha256 } from '../../../contract/index.ts';
import { small, type Pictures } from '../../images/index.ts';
import { found, writeNew } from '../../jobs/index.ts';
import type { Photographers } from '../store.ts';
import { reportPage } from './page.ts';

export interface ReportWith {
  readonly photographers: Pick<Photographers, 'record'>;
  readonly pictures: Pick<Pictures, 'locate'>;
}

export interface ReportToSave {
  readonly model: Sha256;
  /** Where it goes, under a name that is free. */
  readonly folder: string;
  readonly profiles: readonly PhotographerProfile[];
  /** The network that profiles were told by. */
  readonly recognizer: string;
}

export interface ReportWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressOf<EngineContract['photographers.saveReport']>) => void;
}

/** Writes the report as one page with its pictures in it, and answers its path. @throws photographers/unknown, disk/* */
export async function saveReport(
  { photographers, pictures }: ReportWith,
  { model, folder, profiles, recognizer }: ReportToSave,
  { signal, onProgress }: ReportWatch,
): Promise<string> {
  const record = photographers.record(model);
  const paths = [...new Set(profiles.flatMap(({ typical }) => typical))];
  const thumbnails = new Map<string, string>();
  for (const [done, path] of paths.entries()) {
    signal.throwIfAborted();
    onProgress({ phase: 'saving', done, total: paths.length });
    const picture = await pictureOf(pictures, path);
    if (picture !== null) thumbnails.set(path, picture);
  }
  const page = reportPage({ ...record, profiles, recognizer, thumbnails });
  return writeNew(folder, fileNameOf(record.name), 'html', page);
}

/** A picture as an address that holds it; null where the photo is gone. */
async function pictureOf(pictures: Pick<Pictures, 'locate'>, path: string): Promise<string | null> {
  try {
    const file = await pictures.locate(await found(path), small, 'background');
    return `data:image/jpeg;base64,${(await readFile(file)).toString('base64')}`;
  } catch {
    return null;
  }
}

/** What a person called it, without what file systems do not take. */
const fileNameOf = (name: string): string =>
  name
    .replace(/[\p{Cc}/\\:*?"<>|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(0, 60) || 'photographers';
