import { failure, type EngineContract, type GrantId, type Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import {
  missingOf,
  needsEmptyFolder,
  openProject,
  previewExport,
  previewImport,
  previewProject,
  previewRelink,
  type LabelExportTask,
  type LabelImportTask,
  type ProjectExportTask,
  type ProjectOpenTask,
  type RelinkTask,
} from '../exchange/index.ts';
import type { NewJob } from '../library/index.ts';
import { emptyFolder } from './emptyFolder.ts';
import { watching } from './watching.ts';

type ExchangeMethod = Extract<
  keyof EngineContract,
  'exchange.preview' | `labels.${'export' | 'import' | 'preview'}` | `project.${string}` | `relink.${string}`
>;

/** Labels into files and out of them, projects, and photos whose files have moved. */
export function exchangeHandlers(engine: Engine) {
  const { grants, models, session } = engine;
  const open = async () => (await session()).library;
  const queued = async (job: NewJob): Promise<{ job: number }> => ({ job: (await session()).queue.add(job) });
  const sources = (granted: readonly GrantId[]): string[] => grants.paths(granted, 'photos', 'folder');
  /** Of several, the first: a project is one folder. */
  const projectIn = (granted: readonly GrantId[]): string => {
    const [path] = sources(granted);
    if (path === undefined) throw failure('library/grant-unknown', {});
    return path;
  };
  const folderOf = (target: GrantId): string => {
    const [folder] = grants.paths([target], 'folder');
    if (folder === undefined) throw failure('library/grant-unknown', {});
    return folder;
  };

  return {
    'exchange.preview': async (asked, scope) =>
      previewExport(await open(), asked, await engine.chosenModel(), watching(scope)),

    'labels.export': async ({ target, ...asked }) => {
      const folder = needsEmptyFolder(asked) ? await emptyFolder(grants, target) : folderOf(target);
      const task: LabelExportTask = { ...asked, folder };
      return queued({ kind: 'labels.export', title: 'Export labels', task, unit: 'photos', total: null });
    },
    'labels.preview': async ({ grants: granted }, scope) =>
      previewImport({ library: await open(), models: () => models.list() }, sources(granted), watching(scope)),
    'labels.import': ({ grants: granted, conflicts, addPhotos }) => {
      const task: LabelImportTask = { paths: sources(granted), conflicts, addPhotos };
      return queued({ kind: 'labels.import', title: 'Import labels', task, unit: 'photos', total: null });
    },

    'project.export': async ({ target, ...asked }) => {
      for (const hash of asked.networks) await models.find(hash);
      const task: ProjectExportTask = { ...asked, folder: await emptyFolder(grants, target) };
      return queued({ kind: 'project.export', title: 'Save project', task, unit: 'photos', total: null });
    },
    'project.preview': async ({ grants: granted }, scope) =>
      previewProject(await open(), projectIn(granted), watching(scope)),
    'project.open': async ({ grants: granted, conflicts, addPhotos }) => {
      const task: ProjectOpenTask = { path: projectIn(granted), conflicts, addPhotos };
      const { photos } = await openProject(task.path);
      return queued({ kind: 'project.open', title: 'Open project', task, unit: 'photos', total: photos });
    },

    'relink.missing': async ({ photos }) => {
      const library = await open();
      const wanted = new Set(photos);
      const known = library.exchange.rows([...wanted]);
      return (await missingOf(known)).map(({ photo }) => photo);
    },
    'relink.preview': async ({ grants: granted, photos }, scope) =>
      previewRelink(await open(), { paths: sources(granted), photos }, watching(scope)),
    'relink.run': ({ grants: granted, photos }) => {
      const task: RelinkTask = { paths: sources(granted), photos };
      return queued({ kind: 'relink.run', title: 'Find moved photos', task, unit: 'steps', total: null });
    },
  } satisfies Pick<Handlers<EngineContract>, ExchangeMethod>;
}
