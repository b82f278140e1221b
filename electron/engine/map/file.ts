import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MapPlaces, Sha256 } from '../../contract/index.ts';

// A map on disk: the mark, N, then [N] int32 ids, [N] float32 x and [N] float32 y, all little-endian.

const mark = Buffer.from('fovea.map.1\n');

export const mapFile = (dataDir: string, model: Sha256): string => join(dataDir, 'maps', `${model}.map`);

/** null where there is none, or a broken one: it can be drawn again. */
export function readMap(file: string): MapPlaces | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return null;
  }
  const start = mark.length + 4;
  if (bytes.length < start || !bytes.subarray(0, mark.length).equals(mark)) return null;
  const count = bytes.readUInt32LE(mark.length);
  if (bytes.length !== start + 12 * count) return null;
  const column = (index: number): ArrayBuffer =>
    Uint8Array.from(bytes.subarray(start + 4 * count * index, start + 4 * count * (index + 1))).buffer;
  return { photos: new Int32Array(column(0)), x: new Float32Array(column(1)), y: new Float32Array(column(2)) };
}

/** Replaces it whole. */
export function writeMap(file: string, { photos, x, y }: MapPlaces): void {
  mkdirSync(dirname(file), { recursive: true });
  const count = Buffer.alloc(4);
  count.writeUInt32LE(photos.length);
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, Buffer.concat([mark, count, bytesOf(photos), bytesOf(x), bytesOf(y)]));
  renameSync(partial, file);
}

/** As they lie in memory, which is little-endian on every machine that Node runs on. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
