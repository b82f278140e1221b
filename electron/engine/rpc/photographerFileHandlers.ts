import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { identifyFiles, learnFiles, profilesOf, saveReport } from '../photographers/index.ts';
import { sourceOf } from './sources.ts';
import { watching } from './watching.ts';

type FileMethod = 'photographers.learnFiles' | 'photographers.identifyFiles' | 'photographers.saveReport';

/** Photographers of files, without the library, and the report as a file. */
export function photographerFileHandlers(engine: Engine) {
  const { grants, runner, models, pictures, photographers, devices, training } = engine;
  const { datasets, cacheDir } = training;
  const chosenModel = () => engine.chosenModel();
  const known = (hashOrName: string | null) => training.known(hashOrName);

  return {
    'photographers.learnFiles': async ({ source, model, settings, name, device }, scope) => {
      const asked = {
        ...{ source: sourceOf(grants, source), settings, name },
        model: await known(model ?? (await chosenModel())),
        device: device ?? devices.choice().inUse,
      };
      const watch = watching(scope);
      return learnFiles({ runner, models, datasets, photographers, cacheDir }, asked, watch);
    },
    'photographers.identifyFiles': async ({ grants: given, model, device }, scope) => {
      const needs = { runner, photographers, model: await known(model), device: device ?? devices.choice().inUse };
      const watch = watching(scope);
      return identifyFiles(needs, grants.paths(given, 'photos'), watch);
    },
    'photographers.saveReport': async ({ model, target }, scope) => {
      const [folder] = grants.paths([target], 'folder');
      if (folder === undefined) throw failure('library/grant-unknown', {});
      const watch = watching(scope);
      const needs = { runner, models, photographers, known, chosenModel, device: devices.choice().inUse, cacheDir };
      const { profiles, recognizer } = await profilesOf(needs, model, watch);
      return { path: await saveReport({ photographers, pictures }, { model, folder, profiles, recognizer }, watch) };
    },
  } satisfies Pick<Handlers<EngineContract>, FileMethod>;
}
