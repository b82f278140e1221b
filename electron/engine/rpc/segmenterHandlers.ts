import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import { trainSegmenterFiles } from '../segmentation/index.ts';

/** Segmenters learned from masks. */
export function segmenterHandlers(engine: Engine) {
  const { grants, models, runner, devices, places } = engine;
  return {
    'segmentation.train': async ({ grants: granted, masks, model: wanted, device, ...asked }, scope) => {
      const paths = grants.paths(granted, 'photos');
      const [maskFolder = ''] = grants.paths([masks], 'folder');
      const { path, model } = await models.find(wanted ?? (await engine.chosenModel()));
      const known = { path, hash: model.hash, card: model.card };
      return trainSegmenterFiles(
        { runner, models, dataDir: places.dataDir },
        { ...asked, paths, maskFolder, model: known, device: device ?? devices.choice().inUse },
        (step) => scope.progress(step),
        signalOf(scope),
      );
    },
  } satisfies Pick<Handlers<EngineContract>, 'segmentation.train'>;
}
