import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { sourceOf } from './sources.ts';

type DatasetMethod =
  | 'training.open'
  | 'training.datasets'
  | 'training.dataset'
  | 'training.forgetDataset'
  | 'training.restoreDataset'
  | 'training.depths'
  | 'training.preview';

/** The examples that a run may learn from, and how deep a model can be trained on them. */
export function datasetHandlers(engine: Engine) {
  const { announcements, grants, models, runner, session, training } = engine;
  const changed = (): void => announcements.announce('training.changed', {});
  /** Labels, and the ids of photos, are the library's to say. */
  const datasets = async () => {
    await session();
    return training.datasets;
  };

  return {
    'training.open': async ({ source }) => {
      const { queue } = await session();
      const dataset = training.datasets.open(sourceOf(grants, source));
      const { name } = await training.datasets.get(dataset);
      const title = `Look at ${name}`;
      const job = queue.add({ kind: 'training.survey', title, task: { dataset }, unit: 'photos', total: null });
      changed();
      return { dataset, job };
    },
    'training.datasets': async () => (await datasets()).list(),
    'training.dataset': async ({ dataset }) => (await datasets()).get(dataset),
    'training.forgetDataset': async ({ dataset }) => {
      (await datasets()).forget(dataset);
      changed();
    },
    'training.restoreDataset': async ({ dataset }) => {
      (await datasets()).restore(dataset);
      changed();
    },
    'training.depths': async ({ dataset, model }) => {
      const base = await training.known(model);
      const set = dataset === null ? null : await (await datasets()).get(dataset);
      const classNames = set?.classes.map(({ className }) => className) ?? [];
      return runner.ask('training.depths', { model: base, photos: set?.examples ?? 0, classNames });
    },
    'training.preview': async ({ photo, model, ...asked }) => {
      const { library } = await session();
      const [{ path }, { card }] = [library.source(photo), (await models.find(model)).model];
      return runner.ask('training.preview', { path, card, ...asked });
    },
  } satisfies Pick<Handlers<EngineContract>, DatasetMethod>;
}
