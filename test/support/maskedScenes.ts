import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seeded } from '../../electron/compiler/index.ts';
import { writeMaskPng } from '../../electron/decode/index.ts';
import type { MaskedPicture } from '../../electron/runner/tasks/segmentation/strokes/index.ts';
import { vocPalette, type LabelMap } from '../../electron/runner/vision/index.ts';

// Pictures whose truth is known: a red box and a blue disc before a grey ground, with noise.

export const sceneNames = ['ground', 'box', 'disc'] as const;
const paints = [
  [120, 125, 115],
  [210, 60, 50],
  [60, 80, 200],
] as const;

export function maskedScene(seed: number, width: number, height: number): MaskedPicture {
  const rng = seeded(seed);
  const between = (low: number, high: number): number => low + (high - low) * rng();
  const box = { x: between(0.05, 0.35) * width, y: between(0.1, 0.5) * height, side: between(0.2, 0.4) * height };
  const disc = { x: between(0.6, 0.85) * width, y: between(0.3, 0.7) * height, radius: between(0.15, 0.25) * height };
  const classOf = Uint16Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (Math.hypot(x - disc.x, y - disc.y) < disc.radius) return 2;
    return x > box.x && x < box.x + box.side && y > box.y && y < box.y + box.side ? 1 : 0;
  });
  const pixels = new Uint8Array(3 * width * height);
  for (const [at, own] of classOf.entries())
    for (let channel = 0; channel < 3; channel++)
      pixels[3 * at + channel] = (paints[own as 0 | 1 | 2][channel] ?? 0) + 40 * (rng() - 0.5);
  return { picture: { width, height, pixels }, truth: { width, height, classOf } };
}

/** Writes the picture; answers its path. */
export async function writePicture({ picture }: Pick<MaskedPicture, 'picture'>, folder: string, name: string) {
  mkdirSync(folder, { recursive: true });
  const { width, height, pixels } = picture;
  const path = join(folder, `${name}.png`);
  await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

/** Writes the mask; answers its path. */
export async function writeTruth(truth: LabelMap, folder: string, name: string, classes = 3): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  writeFileSync(path, await writeMaskPng(truth, classes, vocPalette()));
  return path;
}

/** Writes `count` scenes and their masks into folders `photos` and `masks`, called by their numbers. */
export async function writeMaskedScenes(folder: string, count: number, size = { width: 80, height: 64 }, from = 0) {
  const files: { path: string; mask: string }[] = [];
  for (let i = from; i < from + count; i++) {
    const scene = maskedScene(1000 + i, size.width, size.height);
    const name = `scene ${String(i).padStart(3, '0')}`;
    const path = await writePicture(scene, join(folder, 'photos'), name);
    files.push({ path, mask: await writeTruth(scene.truth, join(folder, 'masks'), name) });
  }
  return files;
}
