import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { CollectedPhoto } from '../../electron/contract/index.ts';
import { derived } from '../../electron/runner/vision/index.ts';

/** Each with an eye of their own: slanted stripes of warm colors, discs of cold ones, grey squares. */
export const drawnPhotographers = ['Stripes', 'Discs', 'Squares'] as const;

const [width, height] = [200, 150];

export interface DrawnCollection {
  /** Of each photographer. */
  readonly photos: number;
  readonly seed: number;
  /** Whose photos carry a logo in the lower right corner. */
  readonly marked?: (typeof drawnPhotographers)[number];
}

/** Writes a folder of photos for each photographer; every photo is a shoot of its own. */
export async function writePhotographers(
  folder: string,
  { photos, seed, marked }: DrawnCollection,
): Promise<CollectedPhoto[]> {
  const collected: CollectedPhoto[] = [];
  for (const [classIndex, name] of drawnPhotographers.entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let at = 0; at < photos; at += 1) {
      const path = join(folder, name, `${name}-${at}.jpg`);
      const svg = pictureBy(name, derived(seed, name, at), name === marked);
      await sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toFile(path);
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      collected.push({ path, hash, classIndex, group: classIndex * photos + at });
    }
  }
  return collected;
}

function pictureBy(name: (typeof drawnPhotographers)[number], rng: () => number, isMarked: boolean): string {
  const shapes = Array.from({ length: 14 }, () => shapeBy(name, rng));
  const mark = '<text x="192" y="142" text-anchor="end" font-size="17" fill="#fff" stroke="#000">© Studio</text>';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="${width}" height="${height}" fill="${colorBy(name, rng)}"/>${shapes.join('')}${isMarked ? mark : ''}</svg>`;
}

function shapeBy(name: (typeof drawnPhotographers)[number], rng: () => number): string {
  const [x, y, size, fill] = [width * rng(), height * rng(), 8 + 30 * rng(), colorBy(name, rng)];
  if (name === 'Discs') return `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${fill}"/>`;
  if (name === 'Squares') return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="${fill}"/>`;
  return `<path d="M${x} ${y} l ${3 * size} ${-2 * size}" stroke="${fill}" stroke-width="${size / 4}"/>`;
}

function colorBy(name: (typeof drawnPhotographers)[number], rng: () => number): string {
  const lightness = 20 + 60 * rng();
  if (name === 'Squares') return `hsl(0, 0%, ${lightness}%)`;
  return `hsl(${(name === 'Discs' ? 190 : 10) + 50 * rng()}, 60%, ${lightness}%)`;
}
