import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteTags } from 'exiftool-vendored';
import { failure } from '../contract/index.ts';
import { exifTool } from './exifTool.ts';

// Regions of a photo in XMP, as programs for photographers keep them: ImageRegion of the IPTC, which may be of anything,
// and the older regions of the Metadata Working Group, meant for faces. Both are written about the upright photo.
//
// Source: IPTC Photo Metadata Standard 2019.1, "Image Region"; MWG, "Guidelines for handling image metadata" 2.0,
// section "Image regions"; names of tags as ExifTool has them.

export type RegionStandard = 'iptc' | 'mwg';

/** A rectangle in shares of the photo's sides, and what it is called. */
export interface Region {
  readonly name: string;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface RegionsOfPhoto {
  readonly regions: readonly Region[];
  /** Pixels of the photo that they were made for; 0 × 0 where the file does not say. */
  readonly width: number;
  readonly height: number;
  /** Circles and polygons, and regions with units that are not known. */
  readonly others: number;
}

/** What the working group allows as a kind of region. */
const kinds = ['Face', 'Pet', 'Focus', 'BarCode'];

/** The text of a sidecar with nothing but these regions. */
export async function regionsAsXmp(standard: RegionStandard, of: Omit<RegionsOfPhoto, 'others'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-regions-'));
  try {
    const file = join(folder, 'regions.xmp');
    const tags = standard === 'iptc' ? { 'XMP-iptcExt:ImageRegion': of.regions.map(iptcOf) } : mwgOf(of);
    // Structures are no part of what the library's types know.
    await (await exifTool()).write(file, tags as unknown as WriteTags, { writeArgs: ['-n'] });
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const iptcOf = ({ name, x0, y0, x1, y1 }: Region) => ({
  RegionBoundary: { RbShape: 'rectangle', RbUnit: 'relative', RbX: x0, RbY: y0, RbW: x1 - x0, RbH: y1 - y0 },
  Name: name,
});

/** x and y are those of the center. */
function mwgOf({ regions, width, height }: Omit<RegionsOfPhoto, 'others'>) {
  const list = regions.map(({ name, x0, y0, x1, y1 }) => {
    const kind = kinds.find((one) => one.toLowerCase() === name.toLowerCase());
    const area = { X: (x0 + x1) / 2, Y: (y0 + y1) / 2, W: x1 - x0, H: y1 - y0, Unit: 'normalized' };
    return { Area: area, Name: name, ...(kind === undefined ? {} : { Type: kind }) };
  });
  const dimensions = { W: width, H: height, Unit: 'pixel' };
  return { 'XMP-mwg-rs:RegionInfo': { AppliedToDimensions: dimensions, RegionList: list } };
}

/**
 * Regions in an XMP file: those of the IPTC, or where there are none those of the working group.
 *
 * @throws annotation/not-readable
 */
export async function regionsIn(path: string): Promise<RegionsOfPhoto> {
  const tags = await tagsIn(path);
  const { RegionList: list, AppliedToDimensions: dimensions } = fieldsOf(tags['RegionInfo']);
  const iptc = listOf(tags['ImageRegion']).map(regionOfIptc);
  const found = iptc.length > 0 ? iptc : listOf(list).map(regionOfMwg);
  const { W: width, H: height } = fieldsOf(dimensions);
  const regions = found.filter((region) => region !== null);
  return { regions, width: numberOf(width) || 0, height: numberOf(height) || 0, others: found.length - regions.length };
}

async function tagsIn(path: string): Promise<Readonly<Record<string, unknown>>> {
  const readArgs = ['-struct', '-n', '-XMP-iptcExt:ImageRegion', '-XMP-mwg-rs:RegionInfo', '-Error', '-Warning'];
  const notReadable = (reason: string) => failure('annotation/not-readable', { reason: `this is no XMP (${reason}).` });
  const tags = await (await exifTool()).readRaw(path, { readArgs }).catch((thrown: unknown) => {
    throw notReadable(thrown instanceof Error ? thrown.message : String(thrown));
  });
  // A file that is cut off is read as far as it goes, with a warning.
  const [wrong] = [...(tags.errors ?? []), ...(tags.warnings ?? [])].filter((text) => /error|empty/i.test(text));
  if (wrong !== undefined) throw notReadable(wrong);
  return { ...tags };
}

function regionOfIptc(value: unknown): Region | null {
  const { RegionBoundary: boundary, Name: name } = fieldsOf(value);
  const { RbShape: shape, RbUnit: unit, RbX, RbY, RbW, RbH } = fieldsOf(boundary);
  if (shape !== 'rectangle' || unit !== 'relative') return null;
  const [x0, y0, width, height] = [RbX, RbY, RbW, RbH].map(numberOf);
  return regionOf(textOf(name), x0, y0, width, height);
}

function regionOfMwg(value: unknown): Region | null {
  const { Area, Name: name, Type: kind } = fieldsOf(value);
  const { X, Y, W, H, Unit: unit } = fieldsOf(Area);
  if (unit !== 'normalized') return null;
  const [x = NaN, y = NaN, width = NaN, height = NaN] = [X, Y, W, H].map(numberOf);
  return regionOf(textOf(name) || textOf(kind), x - width / 2, y - height / 2, width, height);
}

function regionOf(name: string, x0 = NaN, y0 = NaN, width = NaN, height = NaN): Region | null {
  const region = { name, x0, y0, x1: x0 + width, y1: y0 + height };
  return [x0, y0, width, height].every(Number.isFinite) ? region : null;
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** ExifTool writes a list of one as its only element. */
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];

const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;

/** ExifTool makes numbers of texts that look like one. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
