import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FoveaError, Preprocessing } from '../../electron/contract/index.ts';
import { closeExifTool } from '../../electron/decode/index.ts';
import { readInput } from '../../electron/runner/pixels/index.ts';
import { oddPhotos } from '../support/oddPhotos.ts';
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

afterAll(closeExifTool);

const pathOf = (file: string): string => join(shared ?? '', 'data', 'odd_photos', file);

async function outcomeOf(file: string): Promise<string> {
  try {
    const { width, height, damaged, pixels } = await readInput(pathOf(file), thumbnail);
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
  expect(found).toEqual(oddPhotos);
});

/** Mean absolute difference of two small pictures, of 255. */
async function difference(one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(async (file) => (await readInput(pathOf(file), thumbnail)).pixels));
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
