import { join } from 'node:path';
import { failure, type EngineContract, type Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import { labelShard, mergeShards } from '../shards/index.ts';

/** Photos that many machines share. */
export function shardHandlers(engine: Engine) {
  const { grants, models, runner, devices } = engine;
  const fileAt = (target: { folder: string; name: string }): string => {
    const [folder] = grants.paths([target.folder], 'folder');
    if (folder === undefined) throw failure('library/grant-unknown', {});
    return join(folder, target.name);
  };

  return {
    'shards.label': async ({ grants: photos, model, topK, device, shard, target }, scope) => {
      const roots = grants.paths(photos, 'photos');
      const { path, model: found } = await models.find(model ?? (await engine.chosenModel()));
      const chosen = { path, card: found.card, hash: found.hash };
      const asked = { roots, shard, model: chosen, topK, device: device ?? devices.choice().inUse };
      const tell = (step: Parameters<typeof scope.progress>[0]): void => scope.progress(step);
      return labelShard(runner, { ...asked, file: fileAt(target) }, tell, signalOf(scope));
    },
    'shards.merge': ({ shards, target, csv, partial }, scope) => {
      const asked = { files: grants.paths(shards, 'photos'), target: fileAt(target), partial };
      const table = csv === null ? null : fileAt(csv);
      return mergeShards({ ...asked, csv: table }, (step) => scope.progress(step), signalOf(scope));
    },
  } satisfies Pick<Handlers<EngineContract>, 'shards.label' | 'shards.merge'>;
}
