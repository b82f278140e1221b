import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { notJudged, type LabelMap } from '../../runner/vision/index.ts';

// The pixels of a look as one file, as the contract describes them at `LookId`.

/**
 * @param probability  [height, width] of the class of each pixel, 255 for 1
 * @returns            what a window fetches by its address
 */
export function packPixels({ classOf }: LabelMap, probability: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(3 * classOf.length);
  const view = new DataView(bytes.buffer);
  for (const [pixel, classIndex] of classOf.entries()) view.setUint16(2 * pixel, classIndex, true);
  bytes.set(probability.subarray(0, classOf.length), 2 * classOf.length);
  // The fastest level: the file is read on this machine, and mostly once.
  return promisify<Uint8Array, { level: number }, Uint8Array>(gzip)(bytes, { level: 1 });
}

/** The class of every pixel of a packed file; what is missing at its end is not judged. */
export const unpackMap = async (packed: Uint8Array, width: number, height: number): Promise<LabelMap> =>
  (await unpackLook(packed, width, height)).map;

/** The same with what is said of how probable they are, [height, width] 255 for 1. */
export async function unpackLook(packed: Uint8Array, width: number, height: number) {
  const bytes: Uint8Array = await promisify(gunzip)(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const classOf = new Uint16Array(width * height).fill(notJudged);
  const known = Math.min(classOf.length, bytes.length >> 1);
  for (let pixel = 0; pixel < known; pixel++) classOf[pixel] = view.getUint16(2 * pixel, true);
  const map: LabelMap = { width, height, classOf };
  return { map, probability: bytes.subarray(2 * classOf.length) };
}
