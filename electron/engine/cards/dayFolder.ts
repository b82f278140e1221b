import { join } from 'node:path';
import { captureFactsOf, decodePhoto } from '../../decode/index.ts';
import type { FoundFile } from '../library/index.ts';

/** The folder of a day: 2026/2026-11-28. @param ms  as if the camera's clock were set to UTC */
export function dayFolder(ms: number): string {
  const day = new Date(ms).toISOString().slice(0, 10);
  return join(day.slice(0, 4), day);
}

/** When a photo was taken: by what the camera wrote into it, else by the time of its file, in the clock of this machine. */
export async function takenMs({ path, modifiedMs }: FoundFile): Promise<number> {
  const local = modifiedMs - 60_000 * new Date(modifiedMs).getTimezoneOffset();
  try {
    // The header is enough: nothing of the picture is asked for.
    const decoded = await decodePhoto(path, () => Promise.resolve(null));
    return captureFactsOf(path, decoded).takenAtMs ?? local;
  } catch {
    // A broken photo is copied all the same; reading it after the import says what is wrong with it.
    return local;
  }
}
