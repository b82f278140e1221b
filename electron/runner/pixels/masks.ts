import { readFile, writeFile } from 'node:fs/promises';
import { failure, systemCode } from '../../contract/index.ts';
import { readMaskPng, writeGreyPng, writeMaskPng } from '../../decode/index.ts';
import { vocPalette, type LabelMap } from '../vision/index.ts';

/** The class of every pixel as an indexed PNG says it. @throws mask/not-readable, photo/too-large */
export async function readMask(path: string): Promise<LabelMap> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw failure('mask/not-readable', { reason: `the file cannot be opened (${systemCode(thrown) ?? 'unknown'}).` });
  });
  return (await readMaskPng(bytes)).map;
}

/** Writes the class of every pixel as an indexed PNG; as a 16-bit grey one where there are too many classes. */
export async function writeMask(path: string, map: LabelMap, classes: number): Promise<void> {
  await writeFile(path, await writeMaskPng(map, classes, vocPalette()));
}

/** Writes shares from 0 to 1 as grey from black to white. @param shares  [height, width] */
export async function writeShares(path: string, shares: Float32Array, width: number, height: number): Promise<void> {
  const grey = Uint8Array.from(shares, (share) => Math.round(255 * Math.min(1, Math.max(0, share))));
  await writeFile(path, await writeGreyPng(grey, width, height));
}
