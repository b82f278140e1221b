import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, InputOf } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { walk } from '../jobs/index.ts';
import { makeInLab, openRecipe, savePictures, withTruths } from '../lab/index.ts';
import type { LabUnitMethod } from './labUnitHandlers.ts';
import { watching } from './watching.ts';

type LabMethod = Exclude<Extract<keyof EngineContract, `lab.${string}`>, LabUnitMethod>;
type Photos = InputOf<EngineContract['lab.make']>['photos'];

/** What is made by asking a network backwards, and what is kept of it. */
export function labHandlers(engine: Engine) {
  const { devices, grants, labRuns: runs, models, runner, session, training } = engine;

  /** A folder that was granted stands for the photos in it. */
  const pathsOf = async (photos: Photos, signal: AbortSignal): Promise<string[]> => {
    const paths: string[] = [];
    for (const one of photos) {
      if ('photo' in one) paths.push((await session()).library.source(one.photo).path);
      else for await (const { path } of walk(grants.paths([one.grant], 'photos'), signal)) paths.push(path);
    }
    return paths;
  };

  return {
    'lab.make': async ({ model, others, photos, settings, device }, scope) => {
      const watch = watching(scope);
      const known = await training.known(model);
      const paths = await pathsOf(photos, watch.signal);
      const asked = {
        ...{ model: known, photos: paths, device: device ?? devices.choice().inUse },
        others: await Promise.all(others.map((hash) => training.known(hash))),
        settings: withTruths(settings, paths, known.card.classNames),
      };
      return makeInLab({ runner, runs }, asked, watch);
    },
    'lab.layers': async ({ model }) => runner.ask('lab.layers', { model: await training.known(model) }),
    'lab.runs': () => runs.list(),
    'lab.forget': ({ run }) => runs.forget(run),
    'lab.restore': ({ run }) => runs.restore(run),
    'lab.save': async ({ run, files, form, target }) => {
      const [folder] = grants.paths([target], 'folder');
      if (folder === undefined) throw failure('library/grant-unknown', {});
      return { paths: await savePictures({ runs, models }, { run, files, form, folder }) };
    },
    'lab.open': async ({ grant }) => {
      const [path] = grants.paths([grant], 'photos');
      if (path === undefined) throw failure('library/grant-unknown', {});
      return openRecipe({ models, library: engine.openLibrary }, path);
    },
  } satisfies Pick<Handlers<EngineContract>, LabMethod>;
}
