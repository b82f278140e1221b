import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, KeywordPhotos } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { counted, signalOf, walk } from '../jobs/index.ts';
import { keywordStoreIn, previewWriting, readFiles, restoreJob, writeListed } from '../keywords/index.ts';
import type { WriteTask } from '../keywords/index.ts';
import type { Library } from '../library/index.ts';
import type { Session } from '../session.ts';

type KeywordMethod = keyof EngineContract & `keywords.${string}`;

/** Keywords of photos, in from their files and out into them. */
export function keywordHandlers(engine: Engine) {
  const { grants, announcements } = engine;
  const open = async () => (await engine.session()).library;
  const store = keywordStoreIn(engine.places.dataDir);

  const idsOf = async (library: Library, what: KeywordPhotos, signal: AbortSignal): Promise<number[]> => {
    if ('filter' in what) return library.ids(what.filter, 'added');
    if ('photos' in what) return [...what.photos];
    const paths: string[] = [];
    for await (const { path } of walk(grants.paths(what.grants, 'photos', 'folder'), signal)) paths.push(path);
    const known = library.idsAt(paths);
    return paths.flatMap((path) => known.get(path) ?? []);
  };

  return {
    'keywords.list': async () => (await open()).keywords.list(),
    'keywords.options': async () => (await open()).keywords.options(),
    'keywords.failed': async () => (await open()).keywords.failed(),

    'keywords.read': async ({ what }, scope) => {
      const { library, queue } = await engine.session();
      const photos = await idsOf(library, what, signalOf(scope));
      const title = `Read keywords of ${counted(photos.length, 'photo')}`;
      const job = library.keywords.plan(photos, {
        ...{ kind: 'keywords.read', title, task: {}, unit: 'photos', total: null },
      });
      queue.adopt(job);
      return { job };
    },

    'keywords.preview': async ({ what, options }, scope) => {
      const signal = signalOf(scope);
      const library = await open();
      const photos = await idsOf(library, what, signal);
      return previewWriting(library, photos, options, { signal, tell: (step) => scope.progress(step) });
    },

    'keywords.write': async ({ what, options }, scope) => {
      const { library, queue } = await engine.session();
      const photos = await idsOf(library, what, signalOf(scope));
      library.keywords.remember(options);
      const task: WriteTask = { options };
      const title = `Write keywords of ${counted(photos.length, 'photo')}`;
      const job = library.keywords.plan(photos, {
        ...{ kind: 'keywords.write', title, task, unit: 'photos', total: null },
      });
      queue.adopt(job);
      return { job };
    },

    'keywords.previewLabels': async ({ branch, filter }) => {
      const library = await open();
      return library.keywords.previewLabels(branch, library.ids(filter, 'added'));
    },
    'keywords.makeLabels': async ({ branch, filter }) => {
      const library = await open();
      const { photos, history } = library.keywords.makeLabels(branch, library.ids(filter, 'added'));
      return { photos, history: announcements.edited(history) };
    },

    'keywords.readFiles': ({ grants: given }, scope) => {
      const tell = (step: Parameters<typeof scope.progress>[0]): void => scope.progress(step);
      return readFiles(grants.paths(given, 'photos', 'folder'), { signal: signalOf(scope), tell });
    },
    'keywords.writeListed': ({ list, options, dryRun }, scope) => {
      const [path] = grants.paths([list], 'photos');
      if (path === undefined) throw failure('library/grant-unknown', {});
      const tell = (step: Parameters<typeof scope.progress>[0]): void => scope.progress(step);
      return writeListed(path, options, dryRun ? null : store, { signal: signalOf(scope), tell });
    },
  } satisfies Pick<Handlers<EngineContract>, KeywordMethod>;
}

/** After an undo or redo: files that are to hold something else are brought there by a job. */
export function restoreKeywordFiles({ library, queue }: Session): void {
  const job = restoreJob(library);
  if (job !== null) queue.add(job);
}
