import { basename } from 'node:path';
import { fail, failure } from '../../contract/index.ts';
import type { EngineContract, GrantId, Handlers } from '../../contract/index.ts';
import { connectedCards, previewCard, type CardTask } from '../cards/index.ts';
import type { Engine } from '../engine.ts';
import { isFolder } from '../jobs/index.ts';
import { watching } from './watching.ts';

type FolderMethod = `watch.${'list' | 'add' | 'remove'}` | `card.${'list' | 'preview' | 'import'}`;

/** Folders that are watched, and cards that are copied from. */
export function folderHandlers(engine: Engine) {
  const folders = async () => (await engine.session()).folders;
  const pathOf = (grant: GrantId): string => {
    const [path] = engine.grants.paths([grant], 'folder', 'photos');
    if (path === undefined) throw failure('library/grant-unknown', {});
    return path;
  };

  return {
    'watch.list': async () => (await folders()).state(),
    'watch.add': async ({ grant }) => {
      const paths = engine.grants.paths([grant], 'folder', 'photos');
      for (const path of paths) if (!(await isFolder(path))) fail('watch/no-folder', { path });
      const watched = await folders();
      for (const path of paths) watched.add(path);
      return watched.state();
    },
    'watch.remove': async ({ path }) => (await folders()).remove(path),

    'card.list': async () => {
      const cards = [];
      for (const { name, path } of await connectedCards()) {
        const [grant] = await engine.grants.add([path]);
        if (grant) cards.push({ grant: grant.id, name, path });
      }
      return cards;
    },
    'card.preview': async ({ source }, scope) =>
      previewCard((await engine.session()).library, pathOf(source), watching(scope)),
    'card.import': async ({ source, target }) => {
      const task: CardTask = { source: pathOf(source), target: pathOf(target) };
      const title = `Import from ${basename(task.source)}`;
      const { queue } = await engine.session();
      return { job: queue.add({ kind: 'card.import', title, task, unit: 'photos', total: null }) };
    },
  } satisfies Pick<Handlers<EngineContract>, FolderMethod>;
}
