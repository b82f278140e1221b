import { rename, writeFile } from 'node:fs/promises';
import { writeRgbPng } from '../../decode/index.ts';
import type { RgbPicture } from './look.ts';

/** Writes a picture as a PNG; whoever looks at the path meanwhile finds the whole picture or none. */
export async function writeRgb(path: string, { pixels, width, height }: RgbPicture): Promise<void> {
  await writeFile(`${path}.part`, await writeRgbPng(pixels, width, height));
  await rename(`${path}.part`, path);
}
