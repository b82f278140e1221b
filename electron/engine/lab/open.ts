import type { EngineContract, Model, OutputOf, PhotoId, Sha256 } from '../../contract/index.ts';
import { readRecipe } from './recipePng.ts';

export interface OpenWith {
  readonly models: { list(): Promise<readonly Pick<Model, 'hash'>[]> };
  /** The library while it is open; null: it is not. */
  readonly library: () => Promise<{ idsOf(hashes: readonly Sha256[]): ReadonlyMap<Sha256, PhotoId> } | null>;
}

/** The recipe in a picture, and what of it is here. @throws lab/no-recipe, photo/missing */
export async function openRecipe(
  { models, library }: OpenWith,
  path: string,
): Promise<OutputOf<EngineContract['lab.open']>> {
  const recipe = await readRecipe(path);
  const shelf = await models.list();
  const hashes = recipe.photos.map(({ hash }) => hash);
  const ids = (await library())?.idsOf(hashes);
  return {
    recipe,
    isHere: shelf.some(({ hash }) => hash === recipe.network.hash),
    photos: hashes.map((hash) => ids?.get(hash) ?? null),
  };
}
