import { crc32 } from 'node:zlib';
import { fail } from '../contract/index.ts';

// The parts of the PNG format that a picture of one channel needs.
//
// Source: W3C, "Portable Network Graphics (PNG) Specification", third edition; sections are named below.

/** What a file says first: section 11.2.1. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Of a pixel: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  readonly kind: 'grey' | 'palette';
}

/** One chunk: a name of four letters and its content. Section 5.3. */
export interface PngChunk {
  readonly name: string;
  readonly content: Uint8Array;
}

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

const colorTypes = { grey: 0, palette: 3 } as const;
const bitsOf = { grey: [1, 2, 4, 8, 16], palette: [1, 2, 4, 8] };

/** Why a file is no mask, as an error; `reason` is a sentence without its capital. */
export const notAMask = (reason: string): never => fail('mask/not-readable', { reason });

/**
 * The chunks of a file up to its last, IEND.
 *
 * @throws mask/not-readable when it is no PNG, ends too early or was changed
 */
export function chunksOf(bytes: Uint8Array): PngChunk[] {
  if (signature.some((byte, at) => bytes[at] !== byte)) notAMask('it is not a PNG file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = signature.length; chunks.at(-1)?.name !== 'IEND';) {
    const length = at + 12 > bytes.length ? Infinity : view.getUint32(at);
    if (at + 12 + length > bytes.length) notAMask('the end of the file is missing.');
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      notAMask(`the checksum of its part ${JSON.stringify(name)} is wrong.`);
    }
    chunks.push({ name, content: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** A file of some chunks; IEND is added. */
export function fileOf(chunks: readonly PngChunk[]): Uint8Array {
  const parts = [...chunks, { name: 'IEND', content: new Uint8Array() }].map(({ name, content }) => {
    const bytes = Buffer.alloc(12 + content.length);
    bytes.writeUInt32BE(content.length);
    bytes.write(name, 4, 'latin1');
    bytes.set(content, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
    return bytes;
  });
  return Buffer.concat([signature, ...parts]);
}

/** @throws mask/not-readable when the picture is in color, interlaced, or of a form that the format does not have */
export function headerOf(chunk: PngChunk | undefined): PngHeader {
  if (chunk?.name !== 'IHDR' || chunk.content.length !== 13) return notAMask('it does not begin with a header.');
  const view = new DataView(chunk.content.buffer, chunk.content.byteOffset, chunk.content.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits = 0, colorType = 0, compression = 0, filter = 0, interlace = 0] = chunk.content.subarray(8);
  if (width === 0 || height === 0) notAMask('its header promises no pixels.');
  if ([2, 4, 6].includes(colorType)) notAMask('it is a picture in color or with transparency, not of class indices.');
  const kind = colorType === colorTypes.grey ? 'grey' : 'palette';
  if (colorType !== colorTypes[kind] || !bitsOf[kind].includes(bits) || compression !== 0 || filter !== 0) {
    notAMask(`its header is not valid (type ${colorType} of ${bits} bits).`);
  }
  if (interlace !== 0) notAMask('it is interlaced.');
  return { width, height, bits, kind };
}

/** The chunk that begins a file. */
export function headerChunk({ width, height, bits, kind }: PngHeader): PngChunk {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width);
  content.writeUInt32BE(height, 4);
  content.set([bits, colorTypes[kind]], 8);
  return { name: 'IHDR', content };
}

/** Bytes of a row without the one that names its filter. */
export const rowBytesOf = ({ width, bits }: PngHeader): number => Math.ceil((width * bits) / 8);

/**
 * Undoes the filters of all rows in place: a byte is written as its difference from what its neighbours predict.
 * Section 9.2; a is the byte to the left, b the one above, c the one above a.
 *
 * @param rows  [height, 1 + rowBytes] each with the number of its filter first
 */
export function unfilter(rows: Uint8Array, header: PngHeader): void {
  const [stride, step] = [1 + rowBytesOf(header), header.bits === 16 ? 2 : 1];
  for (let start = 0; start < rows.length; start += stride) {
    const predict = predictors[rows[start] ?? 0];
    if (!predict) return notAMask(`row ${start / stride} names a filter that there is not.`);
    for (let at = start + 1; at < start + stride; at += 1) {
      const hasLeft = at - step > start;
      const a = hasLeft ? (rows[at - step] ?? 0) : 0;
      const b = start > 0 ? (rows[at - stride] ?? 0) : 0;
      const c = hasLeft && start > 0 ? (rows[at - stride - step] ?? 0) : 0;
      rows[at] = (rows[at] ?? 0) + predict(a, b, c);
    }
  }
}

/** None, Sub, Up, Average, Paeth. */
const predictors: readonly ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  (a) => a,
  (_, b) => b,
  (a, b) => (a + b) >> 1,
  (a, b, c) => {
    const [fromA, fromB, fromC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    if (fromA <= fromB && fromA <= fromC) return a;
    return fromB <= fromC ? b : c;
  },
];
