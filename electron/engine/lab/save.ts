import { readFile } from 'node:fs/promises';
import type { LabFile, LabRunId, Model } from '../../contract/index.ts';
import { writeNew } from '../jobs/index.ts';
import { pictureName } from './names.ts';
import { posterOf } from './poster.ts';
import { withRecipe } from './recipePng.ts';
import type { LabRuns } from './store.ts';

export interface SaveWith {
  readonly runs: LabRuns;
  readonly models: { list(): Promise<readonly Pick<Model, 'hash' | 'card'>[]> };
}

export interface ToSave {
  readonly run: LabRunId;
  readonly files: readonly LabFile[];
  /** pdf: posters in the place of the pictures. */
  readonly form?: 'png' | 'pdf' | undefined;
  readonly folder: string;
}

/** Writes pictures with their recipe inside under names that are free, and answers their paths. @throws lab/run-gone, disk/* */
export async function savePictures(
  { runs, models }: SaveWith,
  { run, files, form, folder }: ToSave,
): Promise<string[]> {
  const kept = runs.find(run);
  const network = (await models.list()).find(({ hash }) => hash === kept.recipe.network.hash);
  const paths: string[] = [];
  for (const file of files) {
    const png = await readFile((await runs.locate(run, file)).path);
    const name = pictureName(kept, file, network?.card.classNames ?? []);
    const picture = kept.result.pictures.find((one) => one.file === file);
    const isPoster = form === 'pdf' && picture !== undefined;
    const content = isPoster ? await posterOf(png, kept, picture, name) : withRecipe(png, kept.recipe);
    paths.push(await writeNew(folder, name, isPoster ? 'pdf' : 'png', content));
  }
  runs.saved(run);
  return paths;
}
