import sharp from 'sharp';
import { decodePhoto, writeMaskPng } from '../../decode/index.ts';
import {
  nearest,
  notJudged,
  vocPalette,
  writeAreasCsv,
  writeCocoMasks,
  writeCvatMasks,
  writeGeoJsonMask,
  writeLabelmeMasks,
  type LabelMap,
  type MaskAnnotation,
  type WrittenMasks,
} from '../../runner/vision/index.ts';
import type { MaskFormat } from '../../contract/index.ts';

// Masks as files, each for one photo in the size of the photo.

/** A segmented photo. */
export interface Masked {
  /** The photo itself. */
  readonly path: string;
  readonly annotation: MaskAnnotation;
}

export interface Written {
  readonly extension: string;
  readonly content: string | Uint8Array;
  readonly losses: readonly string[];
}

/** A map at the size of its photo; each pixel takes the class of the nearest. */
export function atSize({ width, height, classOf }: LabelMap, photoWidth: number, photoHeight: number): LabelMap {
  const [stepX, stepY] = [photoWidth / width, photoHeight / height];
  const grid = { columns: width, rows: height, stepX, stepY, firstX: (stepX - 1) / 2, firstY: (stepY - 1) / 2 };
  return { width: photoWidth, height: photoHeight, classOf: nearest(classOf, grid, photoWidth, photoHeight) };
}

/** @throws photo/*  a cut-out or an overlay needs the photo once more */
export async function writtenAs(format: MaskFormat, masked: Masked): Promise<Written> {
  const { annotation } = masked;
  switch (format) {
    case 'png':
      return picture('png', await writeMaskPng(annotation.map, annotation.classes.length, vocPalette()));
    case 'coco':
      return text('json', writeCocoMasks([annotation], { as: 'polygons' }));
    case 'labelme':
      return text('json', writeLabelmeMasks(annotation));
    case 'cvat':
      return text('xml', writeCvatMasks([annotation], { as: 'masks' }));
    case 'geojson':
      return text('geojson', writeGeoJsonMask(annotation));
    case 'csv':
      return text('csv', writeAreasCsv([annotation]));
    case 'cutout':
      return picture('png', await cutOut(masked));
    case 'overlay':
      return picture('jpg', await overlay(masked));
  }
}

const picture = (extension: string, content: Uint8Array): Written => ({ extension, content, losses: [] });
const text = (extension: string, { text: content, losses }: WrittenMasks): Written => ({ extension, content, losses });

/** The photo where it shows the largest class that is no background, transparent elsewhere. */
async function cutOut({ path, annotation: { map, classes } }: Masked): Promise<Uint8Array> {
  const shown = subjectOf(map, classes);
  const alpha = Uint8Array.from(map.classOf, (classIndex) => (classIndex === shown ? 255 : 0));
  return finished(path, (pixels, width, height) => {
    const mask = { raw: { width, height, channels: 1 as const } };
    return sharp(pixels, { raw: { width, height, channels: 3 } })
      .joinChannel(Buffer.from(alpha), mask)
      .png()
      .toBuffer();
  });
}

/** The photo with its classes in the colors of the mask laid over it, half through. */
async function overlay({ path, annotation: { map, classes } }: Masked): Promise<Uint8Array> {
  const palette = vocPalette();
  const background = backgroundOf(map, classes);
  return finished(path, (pixels, width, height) => {
    for (const [pixel, index] of map.classOf.entries()) {
      if (index === notJudged || index === background) continue;
      // Index 0 is black in the palette: with a class of its own it takes the last color.
      const color = 3 * (index === 0 ? 254 : index % 256);
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * pixel + channel;
        pixels[at] = ((pixels[at] ?? 0) + (palette[color + channel] ?? 0)) >> 1;
      }
    }
    return sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer();
  });
}

/** The upright photo's pixels made into a file. @throws photo/* */
async function finished(
  path: string,
  make: (pixels: Buffer, width: number, height: number) => Promise<Buffer>,
): Promise<Uint8Array> {
  const { picture: made } = await decodePhoto(path, async (image, width, height) => {
    return make(await image.resize(width, height, { fit: 'fill' }).raw().toBuffer(), width, height);
  });
  return made;
}

function subjectOf({ classOf, ...size }: LabelMap, classes: readonly string[]): number {
  const background = backgroundOf({ classOf, ...size }, classes);
  const found = mostFrequent(classOf);
  return found.find((index) => index !== background) ?? found[0] ?? notJudged;
}

/** The class of that name; where the classes have no names, what most of the photo's edge shows; null: there is none. */
function backgroundOf({ width, height, classOf }: LabelMap, classes: readonly string[]): number | null {
  const named = classes.findIndex((name) => /^background$/i.test(name));
  if (named >= 0) return named;
  if (!classes.every((name, index) => name === `class ${index}`)) return null;
  const edge = classOf.filter((_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  return mostFrequent(edge)[0] ?? null;
}

function mostFrequent(classOf: Uint16Array): readonly number[] {
  const pixels = new Map<number, number>();
  for (const index of classOf) if (index !== notJudged) pixels.set(index, (pixels.get(index) ?? 0) + 1);
  return [...pixels].toSorted((a, b) => b[1] - a[1]).map(([index]) => index);
}
