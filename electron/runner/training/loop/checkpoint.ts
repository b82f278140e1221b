import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { failure } from '../../../contract/index.ts';
import type { Winners } from '../formulations.ts';
import type { Numbers } from './learner.ts';
import type { Place } from './place.ts';

// A checkpoint is one file: "FOVEACK1", the length of the header (uint32), the header as JSON, the numbers of all tensors
// one after the other (float32), and a CRC-32 of everything before it. Little-endian, as every machine that Fovea runs on.
//
// Two generations take turns, a.bin and b.bin. Each is written beside itself, flushed and renamed, so that a power cut
// leaves the other one whole; reading takes the newest whose CRC is right.

export interface Checkpoint {
  readonly place: Place;
  readonly winners: Winners;
  /** As the learner has them now, and those of the best epoch of this restart and of the restarts before. */
  readonly now: Numbers;
  readonly best: Numbers | null;
  readonly champion: Numbers | null;
}

export interface Checkpoints {
  /** The newest that is whole and of this run; null where there is none. */
  read(): Promise<Checkpoint | null>;
  /**
   * @param flush  waits until the disk has it; a run that is stopped by a person need not
   * @throws disk/full, disk/denied  the checkpoint before it is still there
   */
  write(checkpoint: Checkpoint, flush: boolean): Promise<void>;
}

const magic = Buffer.from('FOVEACK1');
const generations = ['a.bin', 'b.bin'] as const;
const sections = ['now', 'best', 'champion'] as const;
type Section = (typeof sections)[number];

interface Header {
  readonly key: string;
  readonly sequence: number;
  readonly place: Place;
  readonly winners: Winners;
  readonly tensors: readonly { readonly section: Section; readonly name: string; readonly count: number }[];
}

/** @param key  what the run is: a checkpoint of anything else is none */
export function checkpointsIn(folder: string, key: string): Checkpoints {
  let sequence = 0;
  return {
    async read() {
      await mkdir(folder, { recursive: true });
      const found = await Promise.all(generations.map((name) => readWhole(join(folder, name))));
      const ours = found.flatMap((whole) => (whole?.header.key === key ? [whole] : []));
      const [newest] = ours.sort((a, b) => b.header.sequence - a.header.sequence);
      if (!newest) return null;
      ({ sequence } = newest.header);
      return checkpointOf(newest.header, newest.numbers);
    },
    async write(checkpoint, flush) {
      const path = join(folder, generations[(sequence + 1) % 2] ?? '');
      await writeWhole(path, partsOf(checkpoint, key, sequence + 1), flush);
      sequence += 1;
    },
  };
}

/** The bytes of the file, in pieces: the numbers are not copied. */
function partsOf(checkpoint: Checkpoint, key: string, sequence: number): readonly Uint8Array[] {
  const tensors = sections.flatMap((section) =>
    [...(checkpoint[section] ?? [])].map(([name, numbers]) => ({ section, name, numbers })),
  );
  const { place, winners } = checkpoint;
  const listed = tensors.map(({ section, name, numbers }) => ({ section, name, count: numbers.length }));
  const header = Buffer.from(JSON.stringify({ key, sequence, place, winners, tensors: listed } satisfies Header));
  const length = uint32(header.length);
  const views = tensors.map(({ numbers: { buffer, byteOffset, byteLength } }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const parts = [magic, length, header, ...views];
  return [...parts, uint32(parts.reduce((sum, part) => crc32(part, sum), 0))];
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

async function writeWhole(path: string, parts: readonly Uint8Array[], flush: boolean): Promise<void> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await writeFile(file, parts);
      if (flush) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (thrown) {
    // What did not fit is given back at once; the generation before is untouched.
    await rm(part, { force: true }).catch(() => undefined);
    throw diskProblem(thrown, path);
  }
}

/** What the disk refused, in words. */
export function diskProblem(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk/full', { path });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return failure('disk/denied', { path });
  return thrown;
}

interface Whole {
  readonly header: Header;
  readonly numbers: Buffer;
}

/** null where there is no file, or not all of it. */
async function readWhole(path: string): Promise<Whole | null> {
  const bytes = await readFile(path).catch(() => null);
  if (!bytes || bytes.length < magic.length + 8 || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const end = bytes.length - 4;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return null;
  const start = magic.length + 4;
  const from = start + bytes.readUInt32LE(magic.length);
  const header = JSON.parse(bytes.toString('utf8', start, from)) as Header;
  return { header, numbers: bytes.subarray(from, end) };
}

function checkpointOf({ place, winners, tensors }: Header, bytes: Buffer): Checkpoint {
  const found = new Map<Section, Map<string, Float32Array>>();
  let at = 0;
  for (const { section, name, count } of tensors) {
    const numbers = new Float32Array(count);
    Buffer.from(numbers.buffer).set(bytes.subarray(at, at + 4 * count));
    at += 4 * count;
    found.set(section, (found.get(section) ?? new Map<string, Float32Array>()).set(name, numbers));
  }
  const { now = new Map<string, Float32Array>(), best = null, champion = null } = Object.fromEntries(found);
  return { place, winners, now, best, champion };
}
