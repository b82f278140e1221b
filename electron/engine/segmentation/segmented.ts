import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DeviceId, ModelFile, SegmentationSettings, SegmentedPhoto } from '../../contract/index.ts';
import { readMaskPng } from '../../decode/index.ts';
import type { LabelMap } from '../../runner/vision/index.ts';
import type { RunnerProcess } from '../jobs/index.ts';
import { packPixels } from './libraryPixels.ts';

export interface SegmentRequest {
  readonly path: string;
  readonly model: ModelFile;
  readonly settings: SegmentationSettings;
  readonly device: DeviceId;
  /** Somebody waits for it: it goes ahead of whatever is queued. */
  readonly seen?: boolean;
}

export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress?: (step: { done: number; total: number }) => void;
}

/** What the runner made of a photo; its pictures lie in `folder`. */
export interface Segmented {
  readonly result: SegmentedPhoto;
  readonly map: LabelMap;
  readonly folder: string;
}

/** What the areas of errors are called that concern one photo alone. */
export const ofThePhoto = /^(photo|mask)\/|^segmentation\/too-large$/;

/** Has the runner segment a photo, and takes what it made before it is thrown away. @throws photo/*, model/*, … */
export async function segmented<T>(
  runner: Pick<RunnerProcess, 'ask'>,
  { path, model: { path: file, card }, settings, device, seen = false }: SegmentRequest,
  watch: Watch,
  take: (made: Segmented) => T | Promise<T>,
): Promise<T> {
  return inScratch(async (folder) => {
    const method = seen ? 'segmentation.look' : 'segmentation.photo';
    const result = await runner.ask(method, { model: { path: file, card }, path, settings, device, folder }, watch);
    return take({ result, map: await readMap(join(folder, result.classes)), folder });
  });
}

/** Gives the runner a folder to write into, for as long as what it wrote is needed. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-segmented-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A map that the runner wrote. */
export const readMap = async (file: string): Promise<LabelMap> => (await readMaskPng(await readFile(file))).map;

/** What a window fetches of a segmented photo. */
export async function packedLook({ result, map, folder }: Segmented): Promise<Uint8Array> {
  const probability = await sharp(join(folder, result.probability)).toColourspace('b-w').raw().toBuffer();
  return packPixels(map, probability);
}
