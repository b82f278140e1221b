import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  writeProblem,
  type Augmentation,
  type DeviceId,
  type KnownModel,
  type PhotoGuard,
} from '../../../contract/index.ts';
import { runtimeVersion } from '../../runtime/index.ts';
import type { Cut } from './cut.ts';
import { openStore, type FeatureStore } from './store.ts';

/** All that the features of a photo depend on, besides the photo. */
export interface SetFacts {
  readonly model: KnownModel;
  readonly cut: Cut;
  readonly device: DeviceId;
  /** null for photos as they are. */
  readonly varied: { readonly augmentation: Augmentation; readonly seed: number } | null;
  readonly guard?: PhotoGuard;
}

/** A store and the form of its rows. */
export interface OpenSet {
  readonly dims: readonly number[];
  readonly store: FeatureStore;
}

/** Bytes that all sets together may take; the least recently used go first. */
export const mostBytes = 20e9;

/** Changes when rows would come out otherwise for the same facts. */
const version = 1;

function keyOf({ model, cut, device, varied, guard = 'as-is' }: SetFacts): string {
  const { fit, shortSide, width, height, layout, colorOrder, mean, std } = model.card.preprocessing;
  const { flip = 0, crop = 0, color = 0, geometry = 0, blur = 0, noise = 0 } = varied?.augmentation ?? {};
  const facts = [
    [version, runtimeVersion, model.hash, model.card.inputName],
    [fit, shortSide, width, height, layout, colorOrder, ...mean, ...std],
    [cut.value, cut.pooled, device],
    varied ? [flip, crop, color, geometry, blur, noise, varied.seed] : [],
    ...(guard === 'as-is' ? [] : [[guard]]),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

const setsIn = (cacheDir: string): string => join(cacheDir, 'features');

// A set that two jobs of this process use is opened once, so that its file has one writer.
const inUse = new Map<string, { users: number; readonly set: Promise<OpenSet> }>();

/** The form of a set's rows where it has been begun; else null. */
async function dimsOf(folder: string): Promise<readonly number[] | null> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, 'about.json'), 'utf8'));
    const dims = typeof found === 'object' && found !== null && 'dims' in found ? found.dims : null;
    return Array.isArray(dims) && dims.every((dim) => Number.isInteger(dim)) ? (dims as number[]) : null;
  } catch {
    // A cache: what cannot be read is made anew.
    return null;
  }
}

/**
 * Opens the set of these facts, or begins it.
 *
 * @param dimsNeeded  asked for the form of a row where the set is new
 * @throws disk/full, disk/denied
 */
export async function useSet(
  cacheDir: string,
  facts: SetFacts,
  dimsNeeded: () => Promise<readonly number[]>,
): Promise<{ readonly set: OpenSet; readonly done: () => Promise<void> }> {
  const folder = join(setsIn(cacheDir), keyOf(facts));
  const entry = inUse.get(folder) ?? { users: 0, set: openSet(folder, facts, dimsNeeded) };
  inUse.set(folder, entry);
  entry.users++;
  const done = async (): Promise<void> => {
    entry.users--;
    if (entry.users > 0) return;
    inUse.delete(folder);
    await (await entry.set).store.close();
  };
  try {
    return { set: await entry.set, done };
  } catch (thrown) {
    if (inUse.get(folder) === entry) inUse.delete(folder);
    throw thrown;
  }
}

async function openSet(
  folder: string,
  facts: SetFacts,
  dimsNeeded: () => Promise<readonly number[]>,
): Promise<OpenSet> {
  const about = join(folder, 'about.json');
  const known = await dimsOf(folder);
  const dims = known ?? (await dimsNeeded());
  try {
    if (known) {
      // The time of its last use, by which sets are removed when there are too many.
      const now = new Date();
      await utimes(about, now, now);
    } else {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      const { cut, device, model } = facts;
      await writeFile(`${about}.part`, `${JSON.stringify({ dims, ...cut, device, model: model.card.name })}\n`);
      await rename(`${about}.part`, about);
    }
  } catch (thrown) {
    throw writeProblem(thrown, folder);
  }
  return {
    dims,
    store: await openStore(
      folder,
      dims.reduce((product, dim) => product * dim, 1),
    ),
  };
}

/** Removes the sets that were not used for longest until the rest fits; none that is in use. */
export async function trimSets(cacheDir: string, limitBytes = mostBytes): Promise<void> {
  const names = await readdir(setsIn(cacheDir)).catch(() => []);
  const sets = await Promise.all(names.map((name) => sizeOf(join(setsIn(cacheDir), name))));
  let bytes = sets.reduce((sum, set) => sum + set.bytes, 0);
  for (const set of sets.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes) return;
    if (inUse.has(set.folder)) continue;
    await rm(set.folder, { recursive: true, force: true });
    bytes -= set.bytes;
  }
}

async function sizeOf(folder: string) {
  const measure = async (name: string) =>
    stat(join(folder, name)).then(
      ({ size, mtimeMs }) => ({ size, mtimeMs }),
      () => ({ size: 0, mtimeMs: 0 }),
    );
  const [rows, index, about] = await Promise.all(['rows', 'index', 'about.json'].map(measure));
  return { folder, bytes: (rows?.size ?? 0) + (index?.size ?? 0), usedMs: about?.mtimeMs ?? 0 };
}
