import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeProblem } from '../../../contract/index.ts';

// Features of one cut on disk, in two files that only grow:
//
//   rows    row after row of float32 [width]
//   index   per row: SHA-256 of the photo (32 bytes), view (uint32), CRC-32 of the row (uint32)
//
// Rows are written before their entries, so after a crash at any moment the rows that have an entry are whole; what is
// torn at the end of either file is cut off at the next opening. A row that fails its check counts as absent.

const entryBytes = 40;
/** Rows that are held before they are written together. */
const heldBytes = 1 << 20;
/** Read at once; what reading needs besides the array it fills. */
const readBytes = 1 << 22;

export interface RowKey {
  /** 64 hexadecimal digits */
  readonly hash: string;
  readonly view: number;
}

export interface FeatureStore {
  has(key: RowKey): boolean;
  /** Keeps a copy of a row; known after this at once, on disk after `flush`. @throws disk/full, disk/denied */
  add(key: RowKey, row: Float32Array): Promise<void>;
  /** @throws disk/full, disk/denied */
  flush(): Promise<void>;
  /**
   * Fills rows of `into` [rows × width].
   *
   * @param wanted  key of each row; null where a row is left as it is
   * @returns       positions of rows that are not there or damaged; those count as absent from now on
   */
  read(wanted: readonly (RowKey | null)[], into: Float32Array): Promise<readonly number[]>;
  close(): Promise<void>;
}

const nameOf = ({ hash, view }: RowKey): string => `${hash}/${view}`;

/** Opens or begins a store. @throws disk/full, disk/denied */
export async function openStore(folder: string, width: number): Promise<FeatureStore> {
  const handles = await opened(folder);
  try {
    return await readStore(folder, width, handles);
  } catch (thrown) {
    await Promise.all(handles.map((handle) => handle.close()));
    throw writeProblem(thrown, folder);
  }
}

async function opened(folder: string): Promise<readonly [FileHandle, FileHandle]> {
  try {
    await mkdir(folder, { recursive: true });
    // Opened for appending first, which begins a file without emptying one that is there.
    for (const name of ['rows', 'index']) await (await open(join(folder, name), 'a')).close();
    return [await open(join(folder, 'rows'), 'r+'), await open(join(folder, 'index'), 'r+')];
  } catch (thrown) {
    throw writeProblem(thrown, folder);
  }
}

async function readStore(
  folder: string,
  width: number,
  [rows, index]: readonly [FileHandle, FileHandle],
): Promise<FeatureStore> {
  const rowBytes = 4 * width;
  const entries = await index.readFile();
  const [{ size }] = await Promise.all([rows.stat()]);
  let count = Math.min(Math.floor(entries.length / entryBytes), Math.floor(size / rowBytes));
  await Promise.all([rows.truncate(count * rowBytes), index.truncate(count * entryBytes)]);
  /** Place of each row and what its check must be; of two entries the later holds. */
  const places = new Map<string, { readonly slot: number; readonly check: number }>();
  for (let slot = 0; slot < count; slot++) {
    const at = slot * entryBytes;
    const key = { hash: entries.toString('hex', at, at + 32), view: entries.readUInt32LE(at + 32) };
    places.set(nameOf(key), { slot, check: entries.readUInt32LE(at + 36) });
  }
  let held: { readonly key: RowKey; readonly bytes: Buffer }[] = [];
  let writing: Promise<void> = Promise.resolve();

  const writeHeld = async (): Promise<void> => {
    if (held.length === 0) return;
    const batch = held;
    held = [];
    try {
      await writeAll(rows, Buffer.concat(batch.map(({ bytes }) => bytes)), count * rowBytes);
      const made = batch.map(({ key, bytes }) => entryOf(key, bytes));
      await writeAll(index, Buffer.concat(made), count * entryBytes);
    } catch (thrown) {
      for (const { key } of batch) places.delete(nameOf(key));
      throw writeProblem(thrown, folder);
    }
    batch.forEach(({ key, bytes }, i) => places.set(nameOf(key), { slot: count + i, check: crc32(bytes) }));
    count += batch.length;
  };
  const flush = (): Promise<void> => {
    writing = writing.catch(() => undefined).then(writeHeld);
    return writing;
  };

  return {
    has: (key) => places.has(nameOf(key)),
    async add(key, row) {
      if (row.length !== width) throw new Error(`A row of ${row.length} was given to a store of ${width}.`);
      held.push({ key, bytes: Buffer.from(row.slice().buffer) });
      // Until it is written it has no slot to be read from.
      places.set(nameOf(key), { slot: -1, check: 0 });
      if (held.length * rowBytes >= heldBytes) await flush();
    },
    flush,
    async read(wanted, into) {
      await flush();
      const absent = await readRows(rows, rowBytes, placed(wanted, places), into);
      for (const row of absent) {
        const key = wanted[row];
        if (key) places.delete(nameOf(key));
      }
      return absent;
    },
    async close() {
      try {
        await flush();
      } finally {
        await Promise.all([rows.close(), index.close()]);
      }
    },
  };
}

function entryOf({ hash, view }: RowKey, bytes: Buffer): Buffer {
  const entry = Buffer.alloc(entryBytes);
  entry.write(hash, 0, 32, 'hex');
  entry.writeUInt32LE(view, 32);
  entry.writeUInt32LE(crc32(bytes), 36);
  return entry;
}

async function writeAll(file: FileHandle, bytes: Buffer, from: number): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at, from + at)).bytesWritten;
}

/** A row of the answer and where it lies. */
interface Placed {
  readonly row: number;
  readonly slot: number;
  readonly check: number;
}

/** In the order of the file; a slot of −1 is not there. */
const placed = (
  wanted: readonly (RowKey | null)[],
  places: ReadonlyMap<string, { readonly slot: number; readonly check: number }>,
): readonly Placed[] =>
  wanted
    .flatMap((key, row) => (key ? [{ row, ...(places.get(nameOf(key)) ?? { slot: -1, check: 0 }) }] : []))
    .sort((a, b) => a.slot - b.slot);

/** Reads neighbors together: a set that was written in the order it is read costs a few reads. */
async function readRows(
  file: FileHandle,
  rowBytes: number,
  list: readonly Placed[],
  into: Float32Array,
): Promise<readonly number[]> {
  const target = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
  const room = Buffer.alloc(Math.max(rowBytes, Math.min(readBytes, list.length * rowBytes)));
  const most = Math.floor(room.length / rowBytes);
  const absent = list.filter(({ slot }) => slot < 0).map(({ row }) => row);
  for (let at = absent.length; at < list.length;) {
    const first = list[at]?.slot ?? 0;
    let end = at;
    while (end < list.length && (list[end]?.slot ?? 0) < first + most && isNear(list, end, at)) end++;
    const span = (list[end - 1]?.slot ?? first) - first + 1;
    await file.read(room, 0, span * rowBytes, first * rowBytes);
    for (const { row, slot, check } of list.slice(at, end)) {
      const bytes = room.subarray((slot - first) * rowBytes, (slot - first + 1) * rowBytes);
      if (crc32(bytes) === check) bytes.copy(target, row * rowBytes);
      else absent.push(row);
    }
    at = end;
  }
  return absent.sort((a, b) => a - b);
}

/** A gap of a few rows is cheaper read over than read around. */
const isNear = (list: readonly Placed[], at: number, first: number): boolean =>
  at === first || (list[at]?.slot ?? 0) - (list[at - 1]?.slot ?? 0) <= 8;
