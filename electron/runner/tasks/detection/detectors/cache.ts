import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeProblem } from '../../../../contract/index.ts';

/** Regions of a photo and what a network says of them. */
export interface DescribedRegions {
  /** Pixels of the picture as it is looked at. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the full-size photo after orientation. */
  readonly photoWidth: number;
  readonly photoHeight: number;
  /** [n, 4] */
  readonly boxes: Int32Array;
  /** [n, F] */
  readonly rows: Float32Array;
  /** The rows are in memory for as long as anybody learns: who takes some of them need not copy. */
  readonly stays?: true;
}

/** Descriptions of photos on disk, of one network and one way of proposing regions. */
export interface RegionCache {
  /** null: not there, or damaged. */
  read(photo: string): Promise<DescribedRegions | null>;
  /** @throws disk/full, disk/denied */
  write(photo: string, regions: DescribedRegions): Promise<void>;
  /** Boxes that people drew, by their corners, with their rows. */
  readDrawn(photo: string): Promise<Map<string, Float32Array>>;
  writeDrawn(photo: string, rows: ReadonlyMap<string, Float32Array>): Promise<void>;
  /** Makes room: removes what other networks and ways of proposing left, the oldest first, beyond a limit. */
  trimOthers(limitBytes?: number): Promise<void>;
}

/** What is kept, and nothing more: of photos that are only looked at once, a library's would fill the disk. */
export const readingOnly = (cache: RegionCache): RegionCache => ({
  ...cache,
  write: () => Promise.resolve(),
  writeDrawn: () => Promise.resolve(),
});

/** Bytes that all sets together may take; those that were used longest ago go first. */
const mostBytes = 20e9;

/** Removes sets of other networks and ways of proposing until the rest fits. */
async function trimOthers(folder: string, limitBytes: number): Promise<void> {
  const all = dirname(folder);
  const sets = await Promise.all((await namesIn(all)).map((name) => sizeOf(join(all, name))));
  let bytes = sets.reduce((sum, set) => sum + set.bytes, 0);
  for (const set of sets.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes) return;
    if (set.folder === folder) continue;
    await rm(set.folder, { recursive: true, force: true });
    bytes -= set.bytes;
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function sizeOf(folder: string) {
  const files = await Promise.all(
    (await namesIn(folder)).map((name) => stat(join(folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }))),
  );
  return {
    folder,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    usedMs: files.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0),
  };
}

/** Changes when rows would come out otherwise for the same facts. */
const version = 1;
const headerWords = 6;

/**
 * @param decides  all that rows depend on beside the photo
 * @param width    F
 */
export function regionCache(cacheDir: string, decides: string, width: number): RegionCache {
  const key = createHash('sha256').update(`${version} ${decides}`).digest('hex').slice(0, 32);
  const folder = join(cacheDir, 'regions', key);
  const fileOf = (photo: string, kind: string): string => join(folder, `${photo}.${kind}`);

  const replace = async (file: string, parts: readonly ArrayBufferView[]): Promise<void> => {
    const partial = `${file}.${process.pid}.part`;
    try {
      await mkdir(folder, { recursive: true });
      const handle = await open(partial, 'w');
      try {
        for (const part of parts) await handle.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      } finally {
        await handle.close();
      }
      await rename(partial, file);
    } catch (thrown) {
      await rm(partial, { force: true });
      throw writeProblem(thrown, file);
    }
  };

  return {
    async read(photo) {
      const bytes = await wholeOf(fileOf(photo, 'regions'));
      if (bytes === null || bytes.byteLength < 4 * headerWords) return null;
      const [mark, w = 0, h = 0, photoWidth = 0, photoHeight = 0, count = 0] = new Int32Array(bytes, 0, headerWords);
      const boxBytes = 16 * count;
      if (mark !== width || bytes.byteLength !== 4 * headerWords + boxBytes + 4 * width * count) return null;
      return {
        ...{ width: w, height: h, photoWidth, photoHeight },
        boxes: new Int32Array(bytes, 4 * headerWords, 4 * count),
        rows: new Float32Array(bytes, 4 * headerWords + boxBytes, width * count),
      };
    },
    write: (photo, { width: w, height: h, photoWidth, photoHeight, boxes, rows }) =>
      replace(fileOf(photo, 'regions'), [
        Int32Array.of(width, w, h, photoWidth, photoHeight, boxes.length / 4),
        boxes,
        rows,
      ]),
    async readDrawn(photo) {
      const bytes = await wholeOf(fileOf(photo, 'drawn'));
      const rows = new Map<string, Float32Array>();
      const perBox = 16 + 4 * width;
      if (bytes === null || bytes.byteLength % perBox !== 0) return rows;
      for (let at = 0; at < bytes.byteLength; at += perBox)
        rows.set(new Float32Array(bytes, at, 4).join(), new Float32Array(bytes, at + 16, width));
      return rows;
    },
    writeDrawn: (photo, rows) =>
      replace(
        fileOf(photo, 'drawn'),
        [...rows].flatMap(([corners, row]) => [Float32Array.from(corners.split(',').map(Number)), row]),
      ),
    trimOthers: (limitBytes = mostBytes) => trimOthers(folder, limitBytes),
  };
}

/** In a buffer of its own, so that numbers lie at whole words. */
async function wholeOf(file: string): Promise<ArrayBuffer | null> {
  try {
    const bytes = await readFile(file);
    const { buffer } = bytes;
    return buffer.byteLength === bytes.byteLength && buffer instanceof ArrayBuffer
      ? buffer
      : new Uint8Array(bytes).buffer;
  } catch {
    // A cache: what cannot be read is made anew.
    return null;
  }
}
