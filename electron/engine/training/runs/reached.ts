import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RunPlace } from '../../../contract/index.ts';

// The runner writes checkpoints, by turns a.bin and b.bin: "FOVEACK1", the length of the header, the header as JSON, then
// numbers, of which there may be hundreds of megabytes. The header alone says how far a run came.

const magic = 'FOVEACK1';
const headAt = magic.length + 4;
/** No header is larger; a length beyond is no length. */
const mostBytes = 2 ** 24;

const Header = z.object({ sequence: z.int(), place: RunPlace });

/** Where the newer checkpoint of a folder stands; null where there is none. */
export async function placeIn(folder: string): Promise<RunPlace | null> {
  const headers = await Promise.all(['a.bin', 'b.bin'].map((name) => headerOf(join(folder, name))));
  const [newest] = headers.filter((header) => header !== null).sort((a, b) => b.sequence - a.sequence);
  return newest?.place ?? null;
}

/** Files are renamed into their place when they are whole, so that the numbers need not be read to trust it. */
async function headerOf(path: string): Promise<z.infer<typeof Header> | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const start = Buffer.alloc(headAt);
    await file.read(start, 0, headAt, 0);
    const length = start.readUInt32LE(magic.length);
    if (start.toString('latin1', 0, magic.length) !== magic || length > mostBytes) return null;
    const head = Buffer.alloc(length);
    await file.read(head, 0, length, headAt);
    return Header.parse(JSON.parse(head.toString('utf8')));
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
