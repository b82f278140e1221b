import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { derived, sketchOf, type Sketch } from '../../../electron/runner/vision/index.ts';

/** What a photo went through before it came into the library a second time. */
export const kinds = [
  'as it is',
  'crop 2–5 %',
  'crop 5–10 %',
  'crop 10–15 %',
  'JPEG 95–20',
  'resized 2×–¼',
  'brightness, contrast',
  'PNG, WebP, AVIF',
  'burst',
  'turned 0.5–2°',
] as const;
export type Kind = (typeof kinds)[number];

/** One photo of the set; those of one source show the same. */
export interface SetPhoto {
  readonly source: number;
  readonly kind: Kind;
  readonly path: string;
  readonly sketch: Sketch;
}

const folders = ['flowers5/train', 'flowers5/val', 'photographers10', 'imagenet_sample_1000'];

/** All photos of the shared folder, in a fixed order. */
export function sourcesIn(shared: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(shared, 'data', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.jpe?g$/i.test(name))
      .sort()
      .map((name) => join(shared, 'data', folder, name)),
  );
}

/** A photo and what became of it. Every fourth source is changed in every way; the others come once, to be told apart. */
export async function photosFrom(path: string, source: number, seed: number): Promise<SetPhoto[]> {
  const photos: SetPhoto[] = [];
  const add = async (kind: Kind, changed: Sharp): Promise<void> => {
    photos.push({ source, kind, path, sketch: await sketchOfFile(await changed.toBuffer()) });
  };
  await add('as it is', sharp(path).autoOrient().jpeg({ quality: 95 }));
  if (source % 4 !== 0) return photos;
  const { data, info } = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: 3 as const } };
  for (const kind of kinds.slice(1)) {
    const rng = derived(seed, source, kind);
    const open = (): Sharp => sharp(data, raw);
    const change = changes[kind as keyof typeof changes];
    for (const changed of change(open, info.width, info.height, rng)) await add(kind, changed);
  }
  return photos;
}

type Change = (open: () => Sharp, width: number, height: number, rng: () => number) => Sharp[];

const between = (rng: () => number, low: number, high: number): number => low + (high - low) * rng();

/** Cuts a share of the area, dealt among the four sides by chance; half of the time one side alone. */
const cropBy =
  (low: number, high: number): Change =>
  (open, width, height, rng) => {
    const left = 1 - between(rng, low, high);
    const weights = rng() < 0.5 ? oneOf(rng) : [rng(), rng(), rng(), rng()];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // Cuts add up to the area in small shares: (1 − x)(1 − y) = left, with x and y by their weights.
    let scale = (1 - left) / total;
    for (let round = 0; round < 20; round += 1) scale *= (1 - left) / (1 - areaLeft(weights, scale));
    const [l = 0, t = 0, r = 0, b = 0] = weights.map((weight) => weight * scale);
    return [cut(open, width, height, [l, t, 1 - r, 1 - b]).jpeg({ quality: 90 })];
  };

const oneOf = (rng: () => number): number[] => {
  const side = Math.floor(4 * rng());
  return [0, 1, 2, 3].map((at) => Number(at === side));
};

const areaLeft = ([l = 0, t = 0, r = 0, b = 0]: readonly number[], scale: number): number =>
  (1 - (l + r) * scale) * (1 - (t + b) * scale);

function cut(open: () => Sharp, width: number, height: number, [l, t, r, b]: [number, number, number, number]): Sharp {
  const [left, top] = [Math.round(l * width), Math.round(t * height)];
  return open().extract({ left, top, width: Math.round(r * width) - left, height: Math.round(b * height) - top });
}

const changes: Record<Exclude<Kind, 'as it is'>, Change> = {
  'crop 2–5 %': cropBy(0.02, 0.05),
  'crop 5–10 %': cropBy(0.05, 0.1),
  'crop 10–15 %': cropBy(0.1, 0.15),
  'JPEG 95–20': (open, _w, _h, rng) => [open().jpeg({ quality: Math.round(between(rng, 20, 95)) })],
  'resized 2×–¼': (open, width, _h, rng) => [
    open()
      .resize({ width: Math.round(width * 2 ** between(rng, -2, 1)) })
      .jpeg({ quality: 85 }),
  ],
  'brightness, contrast': (open, _w, _h, rng) => [
    open()
      .linear(between(rng, 0.85, 1.2), between(rng, -15, 15))
      .modulate({ saturation: between(rng, 0.7, 1.3) })
      .jpeg({ quality: 90 }),
  ],
  'PNG, WebP, AVIF': (open, _w, _h, rng) => {
    const made = [
      open().png({ compressionLevel: 1 }),
      open().webp({ quality: 60 }),
      open().avif({ quality: 50, effort: 0 }),
    ];
    return made.slice(Math.floor(3 * rng())).slice(0, 1);
  },
  // Three frames of a hand that moves: none of them is the photo itself.
  burst: (open, width, height, rng) =>
    [0, 1, 2].map(() => {
      const [l, t] = [between(rng, 0, 0.04), between(rng, 0, 0.04)];
      return cut(open, width, height, [l, t, l + 0.96, t + 0.96])
        .linear(between(rng, 0.97, 1.03), 0)
        .jpeg({ quality: 90 });
    }),
  // A scan that was put in askew, and what is left when the corners are cut away.
  'turned 0.5–2°': (open, width, height, rng) => {
    const degrees = between(rng, 0.5, 2) * (rng() < 0.5 ? -1 : 1);
    const [w, h] = [Math.round(width * 0.92), Math.round(height * 0.92)];
    // Turning enlarges the picture about its middle.
    const radians = (Math.abs(degrees) * Math.PI) / 180;
    const side = (along: number, across: number): number => along * Math.cos(radians) + across * Math.sin(radians);
    const left = Math.round((side(width, height) - w) / 2);
    const top = Math.round((side(height, width) - h) / 2);
    return [open().rotate(degrees).extract({ left, top, width: w, height: h }).jpeg({ quality: 92 })];
  },
};

/** As the library does it: a thumbnail, and the look of that. */
async function sketchOfFile(file: Buffer): Promise<Sketch> {
  const thumbnail = await sharp(file)
    .resize({ width: 320, height: 320, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
  const pixels = await sharp(thumbnail).resize(64, 64, { fit: 'fill' }).raw().toBuffer();
  return sketchOf(pixels, 64, 64);
}
