import type { EngineContract, Handlers, Sha256 } from '../../contract/index.ts';
import { unitsDir as unitsDirOf, type Engine } from '../engine.ts';
import { indexed, IndexTask, patchesOf } from '../lab/units/index.ts';

export type LabUnitMethod = 'lab.index' | 'lab.indexed' | 'lab.patches';

/** Which photos excite the units of a network. */
export function labUnitHandlers({ places, runner, session, training }: Engine) {
  const unitsDir = unitsDirOf(places);
  const layersOf = async (model: Sha256) => {
    const known = await training.known(model);
    return { model: known, layers: await runner.ask('lab.layers', { model: known }) };
  };
  // Of the last network that somebody looked into.
  let looked: { readonly hash: Sha256; readonly told: ReturnType<typeof layersOf> } | null = null;

  return {
    'lab.index': async ({ model, filter, layers }) => {
      const { queue } = await session();
      const { hash, card } = await training.known(model);
      const task = IndexTask.parse({ model: hash, filter, layers });
      const title = `Look for what excites ${card.name}`;
      return { job: queue.add({ kind: 'lab.index', title, task, unit: 'photos', total: null }) };
    },
    'lab.indexed': async ({ model }) => indexed(unitsDir, (await session()).library, model),
    'lab.patches': async ({ model, layer, channel }) => {
      const { library } = await session();
      if (looked?.hash !== model) looked = { hash: model, told: layersOf(model) };
      looked.told.catch(() => (looked = null));
      return patchesOf({ unitsDir, library, ...(await looked.told) }, layer, channel);
    },
  } satisfies Pick<Handlers<EngineContract>, LabUnitMethod>;
}
