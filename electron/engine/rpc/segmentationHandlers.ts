import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, InputOf, PhotoId, SegmentationSettings, Sha256 } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { counted, signalOf } from '../jobs/index.ts';
import { evaluateMasks, judgedPhoto, lossesOf, segmentFiles, sourceOf } from '../segmentation/index.ts';
import type { LookRequest, MaskExportTask, MasksToJudge } from '../segmentation/index.ts';

type SegmentationMethod =
  | 'segmentation.files'
  | 'segmentation.evaluate'
  | 'segmentation.judged'
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

  const judging = async (input: InputOf<EngineContract['segmentation.evaluate']>): Promise<MasksToJudge> => {
    const { model, settings, voidClass, device } = input;
    const paths = grants.paths(input.grants, 'photos');
    // A folder that was chosen to be read is a grant of photos, whatever lies in it.
    const truths = grants.paths([input.truth], 'folder', 'photos');
    const { path, model: found } = await models.find(model ?? (await engine.chosenModel()));
    const network = { path, card: found.card };
    return { paths, truths, model: network, settings, voidClass, device: device ?? inUse() };
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

    'segmentation.evaluate': async (input, scope) =>
      evaluateMasks(runner, await judging(input), (step) => scope.progress(step), signalOf(scope)),

    'segmentation.judged': async (input, scope) => {
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      const judged = await judgedPhoto({ runner, looks }, await judging(input), input.path, watch);
      const { library } = await session();
      return { ...judged, photo: library.idsAt([input.path]).get(input.path) ?? null };
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
