import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { SegmenterScores } from '../../../../contract/index.ts';
import type { PixelHead } from '../../../hypercolumns/index.ts';
import { writeWhole } from '../../../runtime/index.ts';
import type { TuningState } from '../strokes/index.ts';

/** What is done of a run. */
export interface Kept {
  /** Which photos and classes it is of: what was learned of others is of no use. */
  readonly key: string;
  readonly head: PixelHead;
  readonly headScores: SegmenterScores | null;
  /** After the last epoch; null before the first. */
  readonly tuning: TuningState | null;
}

const fileIn = (folder: string): string => join(folder, 'learned.bin');

/** What is kept of the run of that key; null: nothing, and it begins at its beginning. */
export async function readKept(folder: string, key: string): Promise<Kept | null> {
  const bytes = await readFile(fileIn(folder)).catch(() => null);
  const kept = bytes && deserialized(bytes);
  return kept?.key === key ? kept : null;
}

/** A file that another version of Node wrote may not be read here; all that it spares is time. */
function deserialized(bytes: Uint8Array): Kept | null {
  try {
    return deserialize(bytes) as Kept;
  } catch {
    return null;
  }
}

/** Whole or not at all: a crash leaves the one that was there. @throws disk/full, disk/denied */
export const writeKept = (folder: string, kept: Kept): Promise<void> => writeWhole(fileIn(folder), serialize(kept));
