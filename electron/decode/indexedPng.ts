import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { fail, systemCode } from '../contract/index.ts';
import { notJudged, type LabelMap } from '../runner/vision/index.ts';
import { defaultLimits, type DecodeLimits } from './limits.ts';
import {
  chunksOf,
  fileOf,
  headerChunk,
  headerOf,
  notAMask,
  rowBytesOf,
  unfilter,
  type PngChunk,
  type PngHeader,
} from './pngFormat.ts';

// Masks as PNG files. The number stored for a pixel is its class index, whatever color a palette gives it. sharp gives
// the colors, from which an index cannot be told where two classes share one.

/** What a mask file says. */
export interface MaskPng {
  readonly map: LabelMap;
  /** [K, 3] red, green and blue of the first K classes, K ≤ 256; null in a grey file. */
  readonly palette: Uint8Array | null;
}

/** What 8 bits have for `notJudged`. */
const notJudgedByte = 255;

/**
 * Reads the class indices of a mask: a PNG with a palette or in grey, of 1, 2, 4, 8 or 16 bits. 255 of 8 bits and 65535
 * of 16 are not judged.
 *
 * @throws mask/not-readable when the file is damaged, interlaced or in color; photo/too-large
 */
export async function readMaskPng(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): Promise<MaskPng> {
  const chunks = chunksOf(bytes);
  const header = headerOf(chunks[0]);
  const megapixels = (header.width * header.height) / 1e6;
  if (megapixels > limits.megapixels) {
    fail('photo/too-large', { megapixels: Math.ceil(megapixels), limit: limits.megapixels });
  }
  // Section 5.4: a capital first letter says that the picture cannot be understood without the chunk.
  const unknown = chunks.find(({ name }) => /^[A-Z]/.test(name) && !['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(name));
  if (unknown) notAMask(`it has a part ${JSON.stringify(unknown.name)} that is not known here.`);
  const rows = await rowsOf(chunks, header);
  const { width, height } = header;
  return { map: { width, height, classOf: classesIn(rows, header) }, palette: paletteOf(chunks, header) };
}

/**
 * Writes a mask: 8 bits with the palette for up to 255 classes, not judged as 255; else 16 bits in grey.
 *
 * @param classes  how many there are, so that all masks of a set are of one kind
 * @param palette  [K, 3] red, green and blue, K from 1 to 256
 * @throws         mask/class when the map holds a class beyond the last
 */
export async function writeMaskPng(map: LabelMap, classes: number, palette: Uint8Array): Promise<Uint8Array> {
  const beyond = map.classOf.find((classIndex) => classIndex >= classes && classIndex !== notJudged);
  if (beyond !== undefined) fail('mask/class', { classIndex: beyond, count: classes });
  const wide = classes > notJudgedByte;
  const header: PngHeader = {
    ...{ width: map.width, height: map.height },
    ...(wide ? { bits: 16, kind: 'grey' } : { bits: 8, kind: 'palette' }),
  };
  return fileOf([
    headerChunk(header),
    ...(wide ? [] : [{ name: 'PLTE', content: palette }]),
    { name: 'IDAT', content: await promisify<Uint8Array, Uint8Array>(deflate)(rowsFor(map, header)) },
  ]);
}

/** [height, 1 + rowBytes] as they were before compression and filtering. */
async function rowsOf(chunks: readonly PngChunk[], header: PngHeader): Promise<Uint8Array> {
  const compressed = Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ content }) => content));
  const length = header.height * (1 + rowBytesOf(header));
  const rows: Uint8Array = await promisify(inflate)(compressed, { maxOutputLength: length }).catch((thrown: unknown) =>
    systemCode(thrown) === 'ERR_BUFFER_TOO_LARGE'
      ? notAMask('it holds more rows than its header promises.')
      : notAMask('its compressed pixels are damaged.'),
  );
  if (rows.length < length) notAMask('it holds fewer rows than its header promises.');
  unfilter(rows, header);
  return rows;
}

/** Pixels are packed from the highest bits down; each row begins with a byte of its own. Section 7.2. */
function classesIn(rows: Uint8Array, header: PngHeader): Uint16Array {
  const { width, height, bits } = header;
  const classOf = new Uint16Array(width * height);
  const [stride, mask] = [1 + rowBytesOf(header), 2 ** bits - 1];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const byte = y * stride + 1 + Math.floor((x * bits) / 8);
      const high = rows[byte] ?? 0;
      if (bits === 16) classOf[at] = 256 * high + (rows[byte + 1] ?? 0);
      else classOf[at] = (high >> (8 - bits - ((x * bits) % 8))) & mask;
      if (bits === 8 && high === notJudgedByte) classOf[at] = notJudged;
    }
  }
  return classOf;
}

/** Rows without a filter, which the specification recommends for palettes (section 12.7). */
function rowsFor({ width, height, classOf }: LabelMap, header: PngHeader): Uint8Array {
  const [stride, wide] = [1 + rowBytesOf(header), header.bits === 16];
  const rows = new Uint8Array(height * stride);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const classIndex = classOf[at] ?? notJudged;
      const byte = y * stride + 1 + (wide ? 2 * x : x);
      // The low byte of `notJudged` is what 8 bits have for it.
      if (wide) rows.set([classIndex >> 8, classIndex & 255], byte);
      else rows[byte] = classIndex & 255;
    }
  }
  return rows;
}

function paletteOf(chunks: readonly PngChunk[], { kind }: PngHeader): Uint8Array | null {
  if (kind === 'grey') return null;
  const palette = chunks.find(({ name }) => name === 'PLTE')?.content;
  if (!palette || palette.length === 0 || palette.length % 3 !== 0 || palette.length > 3 * 256) {
    return notAMask('its palette is missing or broken.');
  }
  return Uint8Array.from(palette);
}
