import type { EngineContract, GrantId, Handlers } from '../../contract/index.ts';
import { evaluateDetectorFiles, proposeFiles, trainDetectorFiles } from '../detection/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';

type FileMethod = 'detection.train' | 'detection.evaluate' | 'detection.proposals';

/** What detectors learn from and find in files, without the library. */
export function detectorFileHandlers(engine: Engine) {
  const { grants, models, runner, detectors, devices, training } = engine;

  const filesOf = (photos: readonly GrantId[], annotations: GrantId) => {
    // A file or a folder that was chosen to be read is a grant of photos, whatever lies in it.
    const [path = ''] = grants.paths([annotations], 'folder', 'photos');
    return { paths: grants.paths(photos, 'photos'), annotations: path };
  };

  return {
    'detection.train': async ({ photos, annotations, model, name, settings, device }, scope) => {
      const known = await training.known(model ?? (await engine.chosenModel()));
      return trainDetectorFiles(
        { runner, models, detectors },
        { ...filesOf(photos, annotations), name, settings, model: known, device: device ?? devices.choice().inUse },
        (step) => scope.progress(step),
        signalOf(scope),
      );
    },
    'detection.evaluate': async ({ photos, annotations, model, device }, scope) => {
      const known = await training.known(model ?? (await detectors.inUse()));
      return evaluateDetectorFiles(
        { runner, model: known, cacheDir: detectors.cacheDir, device: device ?? devices.choice().inUse, seen: false },
        filesOf(photos, annotations),
        { signal: signalOf(scope), onProgress: (step) => scope.progress(step) },
      );
    },
    'detection.proposals': async ({ photos, annotations, source, most }, scope) => {
      const paths = grants.paths(photos, 'photos');
      const truth = annotations === null ? null : filesOf(photos, annotations).annotations;
      return proposeFiles(
        runner,
        { paths, annotations: truth, source, most },
        (step) => scope.progress(step),
        signalOf(scope),
      );
    },
  } satisfies Pick<Handlers<EngineContract>, FileMethod>;
}
