import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { closeExifTool, decodePhoto } from '../../../electron/decode/index.ts';
import { picturesIn, readPhoto } from '../../../electron/engine/images/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { rawPhoto } from '../../support/rawPhoto.ts';

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
const pixels = (image: Sharp): Promise<Buffer> => image.raw().toBuffer();

beforeAll(async () => {
  const preview = await redAndBlue();
  const sensor = { width: 300, height: 200 } as const;
  for (const name of ['turned.dng', 'turned.nef', 'turned.arw'])
    writeFileSync(inFolder(name), rawPhoto({ ...sensor, orientation: 6, preview }));
  writeFileSync(inFolder('level.dng'), rawPhoto({ ...sensor, orientation: 1, preview }));
  writeFileSync(inFolder('bare.dng'), rawPhoto({ ...sensor, orientation: 6, preview: null }));
});
afterAll(async () => {
  await closeExifTool();
  folder.remove();
});

/** A preview as cameras write it: lying, red at the left and blue at the right, its own EXIF wrong about which way up. */
function redAndBlue(): Promise<Buffer> {
  return sharp({ create: { width: 48, height: 64, channels: 3, background: 'red' } })
    .extend({ right: 48, background: 'blue' })
    .withMetadata({ orientation: 3 })
    .jpeg()
    .toBuffer();
}

const colorAt = (rgb: Buffer, at: number): string => ((rgb[3 * at] ?? 0) > 128 ? 'red' : 'blue');

test.each(['turned.dng', 'turned.nef', 'turned.arw'])(
  '%s is shown from its preview, turned as the file around it says, in its full size',
  async (name) => {
    let size: readonly number[] = [];
    const decoded = await decodePhoto(inFolder(name), (image, width, height) => {
      size = [width, height];
      return pixels(image);
    });
    expect(decoded).toMatchObject({ width: 200, height: 300, fromPreview: true, damaged: false });
    expect(size).toEqual([64, 96]);
    expect(decoded.picture).toHaveLength(3 * 64 * 96);
    // A quarter turn to the right brings what was at the left to the top.
    expect([colorAt(decoded.picture, 0), colorAt(decoded.picture, 63)]).toEqual(['red', 'red']);
    expect([colorAt(decoded.picture, 64 * 95), colorAt(decoded.picture, 64 * 96 - 1)]).toEqual(['blue', 'blue']);
  },
);

test('a level RAW file keeps its sides', async () => {
  const { picture, width, height } = await decodePhoto(inFolder('level.dng'), pixels);
  expect([width, height]).toEqual([300, 200]);
  expect([colorAt(picture, 0), colorAt(picture, 95)]).toEqual(['red', 'blue']);
});

test('a RAW file without a preview says so', async () => {
  await expect(decodePhoto(inFolder('bare.dng'), pixels)).rejects.toMatchObject({
    code: 'photo/no-preview',
    message: failure('photo/no-preview', { format: 'DNG' }).message,
  });
});

test('the library learns from a RAW file itself when it was taken and with what', async () => {
  const path = inFolder('turned.dng');
  const { size: bytes, mtimeMs: modifiedMs } = statSync(path);
  const facts = await readPhoto(picturesIn(inFolder('library')), { path, bytes, modifiedMs });
  expect(facts).toMatchObject({
    ...{ width: 200, height: 300, fromPreview: true, damaged: false, format: 'dng', orientation: 6 },
    ...{ camera: 'NIKON D1', artist: null, takenAtMs: Date.UTC(2024, 4, 6, 7, 8, 9) },
  });
});
