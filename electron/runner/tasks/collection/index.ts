import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { libraryFeatures, rowsOf } from './held.ts';
import { usefulOf } from './useful.ts';

export { alikeIn, regionIn } from './alike.ts';
export { libraryFeatures, type LibraryFeatures } from './held.ts';
export { judgeLabels } from './judge.ts';
export { collectionLearner } from './learn.ts';
export { loadCollection } from './load.ts';
export { lookAtCollection } from './look.ts';
export { mapCollection } from './map/index.ts';
export { outliersIn } from './outliers.ts';

type Useful = RunnerContract['collection.useful'];

/** Photos that stand for the others best, the first ones first. @throws find/no-features */
export async function usefulIn({ among }: InputOf<Useful>): Promise<OutputOf<Useful>> {
  const rows = rowsOf(among);
  const { ids } = libraryFeatures();
  return { photos: (await usefulOf(rows, null)).map((place) => ids[rows[place] ?? 0] ?? 0) };
}
