import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, PhotoId, SegmentationSettings, Sha256 } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { counted, signalOf } from '../jobs/index.ts';
import { evaluateMasks, lossesOf, segmentFiles, sourceOf } from '../segmentation/index.ts';
import type { LookRequest, MaskExportTask } from '../segmentation/index.ts';

type SegmentationMethod =
  | 'segmentation.files'
  | 'segmentation.evaluate'
  | 'segmentation.look'
  | 'segmentation.limits'
  | 'segmentation.losses'
  | 'segmentation.export';

/** What every pixel shows: of files without the library, and of its photos. */
export function segmentationHandlers(engine: Engine) {
  const { grants, models, runner, devices, looks, session } = engine;
  const inUse = () => devices.choice().inUse;

  const requestFor = async (photo: PhotoId, hash: Sha256, settings: SegmentationSettings): Promise<LookRequest> => {
    const [{ library }, { path, model }] = [await session(), await models.find(hash)];
    const network = { path, card: model.card, hash: model.hash };
    return { photo: sourceOf(library, photo), model: network, settings, device: inUse(), seen: true };
  };

  return {
    'segmentation.files': async ({ grants: granted, model, settings, formats, target, device }, scope) => {
      const paths = grants.paths(granted, 'photos');
      const [folder = ''] = grants.paths([target], 'folder');
      const { path, model: found } = await models.find(model ?? (await engine.chosenModel()));
      const asked = { paths, model: { path, card: found.card }, settings, formats, folder };
      const onDevice = { ...asked, device: device ?? inUse() };
      return segmentFiles(runner, onDevice, (step) => scope.progress(step), signalOf(scope));
    },

    'segmentation.evaluate': async ({ grants: granted, truth, model, settings, voidClass, device }, scope) => {
      const paths = grants.paths(granted, 'photos');
      const [truthFolder = ''] = grants.paths([truth], 'folder');
      const { path, model: found } = await models.find(model ?? (await engine.chosenModel()));
      const network = { path, card: found.card };
      const asked = { paths, truthFolder, model: network, settings, voidClass, device: device ?? inUse() };
      return evaluateMasks(runner, asked, (step) => scope.progress(step), signalOf(scope));
    },

    'segmentation.look': async ({ photo, model, settings }, scope) => {
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      return looks.look(await requestFor(photo, model, settings), watch);
    },

    'segmentation.limits': () => runner.ask('segmentation.limits', undefined),

    'segmentation.losses': async ({ photo, model, settings, formats }, scope) => {
      const asked = await requestFor(photo, model, settings);
      const look = await looks.look(asked, { signal: signalOf(scope), onProgress: () => undefined });
      return lossesOf(looks, asked, look, formats);
    },

    'segmentation.export': async ({ photos, model, settings, formats, target }) => {
      const [folder] = grants.paths([target], 'folder');
      if (folder === undefined) throw failure('library/grant-unknown', {});
      const { model: found } = await models.find(model);
      const task: MaskExportTask = { photos, model: found.hash, settings, formats, folder };
      const title = `Masks of ${counted(photos.length, 'photo')} by ${found.card.name}`;
      const { queue } = await session();
      return { job: queue.add({ kind: 'segmentation.export', title, task, unit: 'photos', total: photos.length }) };
    },
  } satisfies Pick<Handlers<EngineContract>, SegmentationMethod>;
}
