import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { seeded } from '../../electron/compiler/index.ts';

/** A set of JPEGs to decode. */
export interface PhotoSet {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Files on disk. */
  readonly files: number;
  /** Photos in a job: the files over and over. */
  readonly photos: number;
}

export const photoSets: readonly PhotoSet[] = [
  { name: '224 px crops', width: 224, height: 224, files: 32, photos: 480 },
  { name: '1 megapixel', width: 1152, height: 864, files: 24, photos: 240 },
  { name: '12 megapixels', width: 4032, height: 3024, files: 12, photos: 72 },
];

/** Writes the files of a set and lists the photos of a job. The same seed makes the same pictures everywhere. */
export async function writePhotoSet(set: PhotoSet, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = Array.from({ length: set.files }, (_, at) => join(folder, `${set.width}-${at}.jpg`));
  for (const [seed, file] of files.entries()) await writePhotograph(file, set, seeded(seed + 1));
  return Array.from({ length: set.photos }, (_, at) => files[at % files.length]!);
}

/** Broad shapes, texture and grain, as a photograph has them: JPEG's cost lies in the detail. */
async function writePhotograph(file: string, { width, height }: PhotoSet, rng: () => number): Promise<void> {
  const shapes = noise(8, 6, 3, rng).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  const texture = noise(Math.ceil(width / 12), Math.ceil(height / 12), 3, rng).resize(width, height, { fit: 'fill' });
  const grain = noise(Math.ceil(width / 2), Math.ceil(height / 2), 3, rng).resize(width, height, { fit: 'fill' });
  await shapes
    .composite([
      { input: await texture.png({ compressionLevel: 0 }).toBuffer(), blend: 'soft-light' },
      { input: await faint(grain).png({ compressionLevel: 0 }).toBuffer(), blend: 'soft-light' },
    ])
    .jpeg({ quality: 90 })
    .toFile(file);
}

const noise = (width: number, height: number, channels: 3, rng: () => number) =>
  sharp(Buffer.from(Uint8Array.from({ length: width * height * channels }, () => 256 * rng())), {
    raw: { width, height, channels },
  });

const faint = (image: Sharp): Sharp => image.linear(0.15, 108);
