import { statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Preprocessing } from '../../../electron/contract/index.ts';
import { locatePicture, picturesIn } from '../../../electron/engine/images/index.ts';
import { readInput } from '../../../electron/runner/pixels/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'turned.jpg');
beforeAll(() => writeTurnedPhoto());
afterAll(() => folder.remove());

/** Large enough that libvips reads it at a reduced scale, no two of its corners alike, to be turned by a quarter. */
async function writeTurnedPhoto(): Promise<void> {
  const [width, height] = [1600, 1100];
  const rgb = Buffer.alloc(3 * width * height);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    rgb.set([(255 * x) / width, (255 * y) / height, 128 + 127 * Math.sin((x * y) / 9000)], 3 * at);
  }
  const image = sharp(rgb, { raw: { width, height, channels: 3 } });
  await image.withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toFile(path);
}

const base: Preprocessing = {
  ...{ fit: 'crop', shortSide: 128, width: 112, height: 96, layout: 'NCHW', colorOrder: 'RGB' },
  ...{ mean: [123.7, 116.3, 103.5], std: [58.4, 57.1, 57.4] },
};

const kinds: readonly Preprocessing[] = [
  base,
  { ...base, fit: 'pad' },
  { ...base, fit: 'pad', colorOrder: 'BGR' },
  { ...base, fit: 'squash' },
];

test.each(kinds)(
  'what the window shows as the network’s view is what the network gets ($fit, $colorOrder)',
  async (preprocessing) => {
    const { size: bytes, mtimeMs: modifiedMs } = statSync(path);
    const pictures = picturesIn(join(folder.path, 'library'));
    const shown = await locatePicture(pictures, { path, bytes, modifiedMs }, { kind: 'network', preprocessing });
    const { pixels, width, height } = await readInput(path, preprocessing);
    expect([width, height]).toEqual([1100, 1600]);
    const png = await sharp(shown.path).raw().toBuffer({ resolveWithObject: true });
    expect(png.info).toMatchObject({ width: 112, height: 96, channels: 3 });
    expect(png.data.equals(pixels)).toBe(true);
  },
);

test('the three ways to fit a photo differ, so the comparison can fail', async () => {
  const fits = ['crop', 'pad', 'squash'] as const;
  const [crop, pad, squash] = await Promise.all(fits.map((fit) => readInput(path, { ...base, fit })));
  expect(Buffer.compare(crop!.pixels, pad!.pixels)).not.toBe(0);
  expect(Buffer.compare(crop!.pixels, squash!.pixels)).not.toBe(0);
});
