import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seeded } from '../../electron/compiler/index.ts';
import type { LabelledPhoto } from '../../electron/contract/index.ts';

// Photos whose boxes are known: red disks and blue squares of any size on noisy ground.

export const sceneClasses = ['disk', 'square'] as const;
const [width, height] = [240, 180];

/** Writes `count` scenes into a folder, each with a disk, a square or both. */
export async function writeBoxedScenes(folder: string, count: number, seed: number): Promise<LabelledPhoto[]> {
  const photos: LabelledPhoto[] = [];
  for (let index = 0; index < count; index++) {
    const rng = seeded(seed + index);
    const pixels = Uint8Array.from({ length: 3 * width * height }, (_, at) => 110 + 40 * (rng() - 0.5) + (at % 3) * 8);
    const boxes = sceneClasses.flatMap((_, classIndex) => {
      if (index % 3 === 2 - classIndex) return [];
      const side = Math.round(36 + rng() * 44);
      const x0 = Math.round((classIndex * width) / 2 + rng() * (width / 2 - side));
      const y0 = Math.round(rng() * (height - side));
      paint(pixels, classIndex === 0, x0, y0, side, rng);
      return [{ classIndex, box: { x0, y0, x1: x0 + side, y1: y0 + side }, difficult: false }];
    });
    const path = join(folder, `scene ${String(index).padStart(2, '0')}.png`);
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    photos.push({ path, hash, boxes, complete: true });
  }
  return photos;
}

function paint(pixels: Uint8Array, isDisk: boolean, x0: number, y0: number, side: number, rng: () => number): void {
  const color = isDisk ? [210, 40, 40] : [40, 60, 220];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (isDisk && Math.hypot(x + 0.5 - side / 2, y + 0.5 - side / 2) > side / 2) continue;
      for (let channel = 0; channel < 3; channel++)
        pixels[3 * ((y0 + y) * width + x0 + x) + channel] = (color[channel] ?? 0) + 20 * (rng() - 0.5);
    }
}
