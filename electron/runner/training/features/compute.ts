import { availableParallelism } from 'node:os';
import { failure, problemOf, type Problem } from '../../../contract/index.ts';
import { augmentPhoto, hashed, lookAt, readAhead, readGuarded, readSource } from '../../pixels/index.ts';
import { derived } from '../../vision/index.ts';
import type { FeatureHooks, FeatureRequest, FeatureSet } from './cut.ts';
import { openPass, type FeaturePass, type View } from './pass.ts';
import type { RowKey } from './store.ts';

/**
 * Features of photos at one or more cuts, in one pass of the frozen part per view for all that is not cached yet. They
 * do not depend on which photos were computed together, in which order, or in how many goes.
 *
 * @returns  a set per cut, in their order; a photo that cannot be read is among `unreadable` of each
 * @throws engine/stopped, disk/full, disk/denied, runner/no-device, model/*
 */
export async function computeFeatures(request: FeatureRequest, hooks: FeatureHooks): Promise<readonly FeatureSet[]> {
  const pass = await passFor(request, hooks);
  try {
    let problems = await computeMissing(request, pass, hooks);
    let answer = await gathered(request, pass, problems);
    if (answer.absent > 0) {
      // Rows that a failing disk spoiled: they count as lacking now.
      problems = await computeMissing(request, pass, hooks);
      answer = await gathered(request, pass, problems);
    }
    if (answer.absent > 0) throw failure('disk/full', { path: request.cacheDir });
    return answer.sets;
  } finally {
    await pass.close();
  }
}

/**
 * The same for the cache alone: of a large library the features would not all fit into memory.
 *
 * @returns  why photos could not be read, by their hash
 * @throws engine/stopped, disk/full, disk/denied, runner/no-device, model/*
 */
export async function cacheFeatures(
  request: FeatureRequest,
  hooks: FeatureHooks,
): Promise<ReadonlyMap<string, Problem>> {
  const pass = await passFor(request, hooks);
  try {
    return await computeMissing(request, pass, hooks);
  } finally {
    await pass.close();
  }
}

function passFor(request: FeatureRequest, { turn }: FeatureHooks): Promise<FeaturePass> {
  const { model, cuts, cacheDir, device, threads, views, augmentation, seed, guard } = request;
  return openPass({
    ...{ model, cuts, cacheDir, device, turn },
    ...(threads !== undefined && { threads }),
    ...(guard !== undefined && { guard }),
    varied: views > 0 ? { augmentation, seed } : null,
  });
}

/** A photo some of whose views are not cached. */
interface Missing {
  readonly path: string;
  readonly hash: string;
  readonly views: readonly number[];
}

async function computeMissing(
  request: FeatureRequest,
  pass: FeaturePass,
  { stop, onProgress }: FeatureHooks,
): Promise<ReadonlyMap<string, Problem>> {
  const missing = missingOf(request, pass);
  const total = request.photos.length * (1 + request.views);
  let done = total - missing.reduce((sum, { views }) => sum + views.length, 0);
  onProgress?.(done, total);
  const unreadable = new Map<string, Problem>();
  if (missing.length === 0) return unreadable;
  const perPhoto = Math.max(...missing.map(({ views }) => views.length));
  const photos = Math.max(1, Math.ceil((await pass.batch()) / perPhoto));
  const ahead = readAhead(missing.length, (at) => viewsOf(missing[at], request));
  for (;;) {
    stop.throwIfAborted();
    const read = await ahead.take(photos, 2 * photos + 2 * availableParallelism());
    if (read.length === 0) break;
    for (const { hash, views, problem } of read) {
      if (problem) unreadable.set(hash, problem);
      for (const view of views) {
        stop.throwIfAborted();
        done += await pass.push(view);
      }
    }
    onProgress?.(done, total);
  }
  await pass.finish();
  onProgress?.(total, total);
  return unreadable;
}

/** Photos of one hash are computed once. */
function missingOf({ photos, views }: FeatureRequest, pass: FeaturePass): readonly Missing[] {
  const seen = new Set<string>();
  return photos.flatMap(({ path, hash }) => {
    if (seen.has(hash)) return [];
    seen.add(hash);
    const lacking = viewsIn(views).filter((view) => pass.lacks({ hash, view }));
    return lacking.length === 0 ? [] : [{ path, hash, views: lacking }];
  });
}

/** The plain one and the varied ones. */
const viewsIn = (views: number): readonly number[] => Array.from({ length: 1 + views }, (_, view) => view);

interface Viewed {
  readonly hash: string;
  readonly views: readonly View[];
  readonly problem: Problem | null;
}

/** The pictures of a photo that are to be computed; the file must still be the one that was asked for. */
async function viewsOf(missing: Missing | undefined, request: FeatureRequest): Promise<Viewed> {
  const { path, hash, views } = missing ?? { path: '', hash: '', views: [] };
  const { model, augmentation, seed, guard = 'as-is' } = request;
  const { preprocessing } = model.card;
  try {
    if (guard !== 'as-is') {
      await checkUnchanged(path, hash);
      return { hash, views: [{ hash, view: 0, pixels: await readGuarded(path, preprocessing, guard) }], problem: null };
    }
    const plain = views.includes(0) ? await lookAt(path, preprocessing) : null;
    const source = views.some((view) => view > 0) ? await readSource(path, preprocessing) : null;
    const found = plain?.hash ?? (await hashed(path)).hash;
    if (found !== hash) throw failure('training/changed', { count: 1, path });
    const made = views.flatMap((view): View[] => {
      if (view === 0) return plain?.pixels ? [{ hash, view, pixels: plain.pixels }] : [];
      if (!source) return [];
      const rng = derived(seed, 'view', hash, view);
      return [{ hash, view, pixels: augmentPhoto(source, preprocessing, augmentation, rng) }];
    });
    return { hash, views: made, problem: null };
  } catch (thrown) {
    return { hash, views: [], problem: problemOf(thrown) };
  }
}

async function checkUnchanged(path: string, hash: string): Promise<void> {
  if ((await hashed(path)).hash !== hash) throw failure('training/changed', { count: 1, path });
}

async function gathered(
  { photos, views }: FeatureRequest,
  pass: FeaturePass,
  problems: ReadonlyMap<string, Problem>,
): Promise<{ readonly sets: readonly FeatureSet[]; readonly absent: number }> {
  const unreadable = new Map<number, Problem>();
  photos.forEach(({ hash }, index) => {
    const problem = problems.get(hash);
    if (problem) unreadable.set(index, problem);
  });
  const keys = photos.flatMap(({ hash }, index) =>
    viewsIn(views).map((view): RowKey | null => (unreadable.has(index) ? null : { hash, view })),
  );
  const sets: FeatureSet[] = [];
  let absent = 0;
  for (const set of pass.sets) {
    const { dims } = set;
    const width = dims.reduce((product, dim) => product * dim, 1);
    const values = new Float32Array(keys.length * width);
    absent += (await set.read(keys, values)).length;
    sets.push({ dims, views, values, unreadable });
  }
  return { sets, absent };
}
