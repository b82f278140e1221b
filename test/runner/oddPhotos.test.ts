import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FoveaError, Preprocessing } from '../../electron/contract/index.ts';
import { closePreviews, decodePhoto } from '../../electron/runner/pixels/index.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const shared = sharedDir();

/** The whole photo, unproportioned and small: what is compared is which way up it is. */
const thumbnail: Preprocessing = {
  fit: 'squash',
  shortSide: 48,
  width: 48,
  height: 48,
  layout: 'NHWC',
  colorOrder: 'RGB',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** What becomes of each file: upright width × height, `damaged`, or the code of the reason. */
const outcomes: Readonly<Record<string, string>> = {
  '1.webp': '550×368',
  '16-bit-grey-alpha.png': '109×96',
  '16bit.deflate.tif': '64×64',
  '4.webp': '1024×772',
  '5_webp_a.webp': '300×300',
  'CARD.json': 'photo/not-an-image',
  'Channel_digital_image_CMYK_color.jpg': '500×333',
  'Channel_digital_image_CMYK_color_no_profile.jpg': '500×333',
  'Flag_of_the_Netherlands-16bit.png': '900×600',
  'G31D.TIF': '2464×3248',
  'Landscape_1.jpg': '600×450',
  'Landscape_3.jpg': '600×450',
  'Landscape_5.jpg': '600×450',
  'Landscape_6.jpg': '600×450',
  'Landscape_8.jpg': '600×450',
  'Portrait_1.jpg': '450×600',
  'Portrait_6.jpg': '450×600',
  'Portrait_8.jpg': '450×600',
  'alpha-premultiply-1024x768-paper.png': '1024×768',
  'avif-orientation-6.avif': '3024×4032',
  'corrupt-header.jpg': 'photo/corrupt',
  'cramps.gif': '159×203',
  'example.avif': '800×533',
  'example.heic': 'photo/no-preview',
  'exif_gps.jpg': '8×8',
  'exif_imagemagick_orientation.png': '512×512',
  'flowers.jpeg': '1920×1080',
  'gamma_dalai_lama_gray.jpg': '258×222',
  'grey-8bit-alpha.png': '400×300',
  'hopper_16bit_qtables.jpg': '128×128',
  'hopper_orientation_6.webp': '128×128',
  'indexed.png': '290×442',
  'invalid-exif.jpg': '200×200',
  'ojpeg-tile.tif': 'photo/not-an-image',
  'rgba.png': '128×128',
  'rotating-squares.gif': '80×80',
  'rotating-squares.webp': '80×80',
  'sdr_cosmos12920_cicp1-13-6_yuv444_full_qp10.avif': '2048×858',
  'small.bmp': 'photo/not-an-image',
  'tbgn2c16.png': '32×32',
  'truncated.gif': '575×800 damaged',
  'truncated.jpg': '2725×2225 damaged',
  'truncated.png': '294×240 damaged',
  'uncompressed_tiff.tiff': '246×345',
};

afterAll(closePreviews);

const pathOf = (file: string): string => join(shared ?? '', 'data', 'odd_photos', file);

async function outcomeOf(file: string): Promise<string> {
  try {
    const { width, height, damaged, pixels } = await decodePhoto(pathOf(file), thumbnail);
    expect(pixels.length).toBe(3 * 48 * 48);
    return `${width}×${height}${damaged ? ' damaged' : ''}`;
  } catch (thrown) {
    const { code, message, remedy } = thrown as FoveaError;
    expect(message.length * remedy.length, `${file} says why and what to do`).toBeGreaterThan(0);
    return code;
  }
}

test.skipIf(shared === null)('every odd photo ends as a picture or as a reason', async () => {
  const found: Record<string, string> = {};
  for (const file of readdirSync(pathOf(''))) found[file] = await outcomeOf(file);
  expect(found).toEqual(outcomes);
});

/** Mean absolute difference of two small pictures, of 255. */
async function difference(one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map(async (file) => (await decodePhoto(pathOf(file), thumbnail)).pixels),
  );
  return a!.reduce((sum, value, at) => sum + Math.abs(value - b![at]!), 0) / a!.length;
}

const siblings = [
  ['Landscape_1.jpg', ['Landscape_3.jpg', 'Landscape_5.jpg', 'Landscape_6.jpg', 'Landscape_8.jpg']],
  ['Portrait_1.jpg', ['Portrait_6.jpg', 'Portrait_8.jpg']],
] as const;

for (const [upright, turned] of siblings) {
  test.skipIf(shared === null).each(turned)(`%s is shown the way up that ${upright} is`, async (file) => {
    // The digit in the middle of each picture differs, and JPEG noise; the wrong way up it is above 30.
    expect(await difference(upright, file)).toBeLessThan(6);
  });
}

test.skipIf(shared === null)('another picture is far from the upright one, so the comparison can fail', async () => {
  expect(await difference('Landscape_1.jpg', 'Portrait_1.jpg')).toBeGreaterThan(20);
});

test.runIf(shared === null)(sharedAbsent, () => undefined);
