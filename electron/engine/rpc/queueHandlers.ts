import { basename } from 'node:path';
import { fail, failure } from '../../contract/index.ts';
import type { EngineContract, Handlers } from '../../contract/index.ts';
import { samplesDir } from '../engine.ts';
import type { Engine } from '../engine.ts';
import { checkTarget, classification, counted } from '../jobs/index.ts';
import type { ExportTask, ImportTask } from '../jobs/index.ts';

type QueueMethod =
  | 'library.import'
  | 'classification.run'
  | 'models.download'
  | 'export.run'
  | 'samples.make'
  | 'jobs.list'
  | 'jobs.stop'
  | 'jobs.pause'
  | 'jobs.resume'
  | 'jobs.clear';

const sampleScenes = { count: 24, seed: 2012 };

/** What takes a while: each is a job in the queue. */
export function queueHandlers(engine: Engine) {
  const queue = async () => (await engine.session()).queue;

  const importPaths = async (
    paths: readonly string[],
    title: string,
    scenes: ImportTask['scenes'] = null,
  ): Promise<{ job: number }> => {
    const task: ImportTask = { paths, scenes };
    return { job: (await queue()).add({ kind: 'library.import', title, task, unit: 'photos', total: null }) };
  };

  return {
    'library.import': ({ grants }) => {
      const paths = engine.grants.paths(grants, 'photos');
      const [first = ''] = paths;
      return importPaths(
        paths,
        paths.length === 1 ? `Import ${basename(first)}` : `Import ${counted(paths.length, 'path')}`,
      );
    },

    'classification.run': async ({ filter, again }) => {
      const hash = (await engine.chosenModel()) ?? fail('model/none', {});
      const { model } = await engine.models.find(hash);
      const session = await engine.session();
      const photos = session.library.ids(filter, 'added');
      const job = session.library.planClassification(photos, hash, again, classification(model.card.name, hash));
      session.queue.adopt(job);
      return { job };
    },

    'models.download': async ({ model }) => {
      const offer =
        (await engine.models.offers()).find(({ hash }) => hash === model) ?? fail('model/unknown', { model });
      const title = `Download ${offer.name}`;
      const job = { kind: 'models.download', title, task: { model }, unit: 'bytes', total: offer.bytes } as const;
      return { job: (await queue()).add(job) };
    },

    'export.run': async ({ filter, format, target, link }) => {
      const [folder] = engine.grants.paths([target], 'folder');
      if (folder === undefined) throw failure('library/grant-unknown', {});
      const task: ExportTask = { filter, format, folder, link };
      await checkTarget(task);
      const title = format === 'folders' ? 'Export into folders by class' : `Export as ${format.toUpperCase()}`;
      return { job: (await queue()).add({ kind: 'export.run', title, task, unit: 'photos', total: null }) };
    },

    'samples.make': () => {
      return importPaths([samplesDir(engine.places)], 'Make sample scenes', sampleScenes);
    },

    'jobs.list': async () => (await queue()).list(),
    'jobs.stop': async ({ job }) => (await queue()).stop(job),
    'jobs.pause': async ({ job }) => (await queue()).pause(job),
    'jobs.resume': async ({ job }) => (await queue()).resume(job),
    'jobs.clear': async ({ job }) => (await queue()).clear(job),
  } satisfies Pick<Handlers<EngineContract>, QueueMethod>;
}
