import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CollectedPhoto, KnownModel } from '../../../electron/contract/index.ts';
import { lookAt } from '../../../electron/runner/pixels/index.ts';
import { fingerprintOf, groupAlike } from '../../../electron/runner/vision/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';

/** A network of the shared folder, or fovea-base, with its hash. */
export async function knownModel(shared: string, name: string): Promise<KnownModel> {
  const { path, card } = name === 'fovea-base' ? builtIn() : await sharedModel(shared, name);
  return { path, card, hash: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

/** Photos of a folder for each photographer, near-duplicates and bursts in one group. */
export async function collectionIn(root: string) {
  const classNames = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const looked = [];
  for (const [classIndex, name] of classNames.entries()) {
    for (const file of readdirSync(join(root, name)).sort()) {
      const path = join(root, name, file);
      const { hash, whole, takenAtMs, camera } = await lookAt(path, null);
      const fingerprint = fingerprintOf(whole.pixels, whole.width, whole.height);
      looked.push({ path, classIndex, hash, fingerprint, takenAtMs, camera, folder: basename(join(path, '..')) });
    }
  }
  const { groups } = groupAlike(looked);
  const photos = looked.map(({ path, hash, classIndex }, at): CollectedPhoto => {
    return { path, hash, classIndex, group: groups[at] ?? at };
  });
  return { classNames, photos };
}

/** Of a job that nobody stops. */
export const scopeOf = <P>(onProgress: (step: P) => void) => ({
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
  progress: onProgress,
});

export const atOnce = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
