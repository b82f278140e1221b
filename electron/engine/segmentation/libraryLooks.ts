import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  fail,
  SegmentedPhoto,
  type DeviceId,
  type Look,
  type LookId,
  type ModelFile,
  type SegmentationSettings,
  type Sha256,
} from '../../contract/index.ts';
import type { LabelMap } from '../../runner/vision/index.ts';
import { exists, writeWhole } from '../images/index.ts';
import type { RunnerProcess } from '../jobs/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import { unpackLook, unpackMap } from './libraryPixels.ts';
import { packedLook, segmented, type Watch } from './segmented.ts';

/** A photo of the library, the network that looks at it, and how. */
export interface LookRequest {
  readonly photo: { readonly path: string; readonly hash: Sha256 };
  readonly model: ModelFile & { readonly hash: Sha256 };
  readonly settings: SegmentationSettings;
  readonly device: DeviceId;
  /** Somebody waits for it: it goes ahead of whatever is queued. */
  readonly seen: boolean;
}

/** What networks saw of photos, kept on disk. */
export interface Looks {
  /** What is kept, else looks. @throws photo/*, model/*, segmentation/*, disk/* */
  look(asked: LookRequest, watch: Watch): Promise<Look>;
  /** What is kept of an earlier call of `keep`; null: nothing any more. */
  kept<S extends z.ZodType>(id: LookId, record: S): Promise<z.infer<S> | null>;
  /** Keeps pixels, as the contract describes them at `LookId`, beside a record of them. @throws disk/* */
  keep(id: LookId, record: unknown, packed: Uint8Array): Promise<void>;
  /** The file that holds its pixels. @throws segmentation/look-gone */
  locate(look: LookId): Promise<string>;
  /** The class of every pixel. @throws segmentation/look-gone */
  mapOf(look: Look): Promise<LabelMap>;
  /** The same with probabilities of those classes, 255 for 1. @throws segmentation/look-gone */
  pixelsOf(look: Look): Promise<{ readonly map: LabelMap; readonly probability: Uint8Array }>;
}

const mostKeptBytes = 500e6;

/** @param mostBytes  beyond this the looks go that were not used for longest */
export function looksIn(dataDir: string, runner: Pick<RunnerProcess, 'ask'>, mostBytes = mostKeptBytes): Looks {
  const folder = join(dataDir, 'looks');
  const pixelsOf = (look: LookId): string => join(folder, `${look}.gz`);
  const recordOf = (look: LookId): string => join(folder, `${look}.json`);

  const kept: Looks['kept'] = async (id, schema) => {
    const record = readJson(recordOf(id), schema);
    if (record === null || !(await exists(pixelsOf(id)))) return null;
    const now = new Date();
    await utimes(pixelsOf(id), now, now);
    return record;
  };

  const keep: Looks['keep'] = async (id, record, packed) => {
    await mkdir(folder, { recursive: true });
    await writeWhole(pixelsOf(id), (partial) => writeFile(partial, packed));
    writeJson(recordOf(id), record);
    await dropOldest(folder, mostBytes);
  };

  const locate = async (look: LookId): Promise<string> =>
    (await exists(pixelsOf(look))) ? pixelsOf(look) : fail('segmentation/look-gone', {});

  return {
    ...{ locate, kept, keep },
    async look(asked, watch) {
      const id = lookIdOf(asked);
      const known = await kept(id, SegmentedPhoto);
      if (known) return { id, result: known };
      const { result, packed } = await lookedAt(runner, asked, watch);
      await keep(id, result, packed);
      return { id, result };
    },
    mapOf: async ({ id, result }) => unpackMap(await readFile(await locate(id)), result.width, result.height),
    pixelsOf: async ({ id, result }) => unpackLook(await readFile(await locate(id)), result.width, result.height),
  };
}

/** A corrected card makes another look of the same network. */
function lookIdOf({ photo, model, settings }: LookRequest): LookId {
  const decides = JSON.stringify([photo.hash, model.hash, model.card, settings]);
  return createHash('sha256').update(decides).digest('hex');
}

const lookedAt = (runner: Pick<RunnerProcess, 'ask'>, { photo, ...asked }: LookRequest, watch: Watch) =>
  segmented(runner, { ...asked, path: photo.path }, watch, async (made) => ({
    result: made.result,
    packed: await packedLook(made),
  }));

/** Keeps the newest, whatever it takes: somebody is about to see it. */
async function dropOldest(folder: string, mostBytes: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gz'));
  const stats = async (name: string) => {
    const found = await stat(join(folder, name)).catch(() => null);
    // Another look may have dropped it in the meantime.
    return { name, size: found?.size ?? 0, mtimeMs: found?.mtimeMs ?? 0 };
  };
  const files = await Promise.all(names.map(stats));
  let bytes = 0;
  for (const [position, { name, size }] of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    bytes += size;
    if (position === 0 || bytes <= mostBytes) continue;
    await rm(join(folder, name), { force: true });
    await rm(join(folder, name.replace(/gz$/, 'json')), { force: true });
  }
}
