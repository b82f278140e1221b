import { z } from 'zod';
import { writeProblem, type Sha256 } from '../../contract/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import type { Photographers } from './store.ts';

/** Paths of photos of a collection whose name a person called right. @throws photographers/unknown */
export const confirmedIn = (photographers: Photographers, model: Sha256): ReadonlySet<string> =>
  new Set(readJson(photographers.files(model).confirmed, z.array(z.string())) ?? []);

/** Notes that names are right, or takes it back. @throws photographers/unknown, disk/full, disk/denied */
export function confirm(
  photographers: Photographers,
  { model, paths, isRight }: { readonly model: Sha256; readonly paths: readonly string[]; readonly isRight: boolean },
): void {
  const { confirmed, folder } = photographers.files(model);
  const others = [...confirmedIn(photographers, model)].filter((path) => !paths.includes(path));
  try {
    writeJson(confirmed, isRight ? [...others, ...paths] : others);
  } catch (thrown) {
    throw writeProblem(thrown, folder);
  }
}
