import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isFolder } from '../jobs/index.ts';

export interface TreeEvents {
  /** Something at or below this path is otherwise. */
  readonly onTouched: (path: string) => void;
  /** The system tells no more. */
  readonly onError: (thrown: unknown) => void;
}

export interface TreeWatch {
  close(): void;
}

/** Watches a folder in depth, without what is hidden and what links lead to. @throws what the system says of the folder */
export const watchTree = (folder: string, events: TreeEvents): Promise<TreeWatch> =>
  process.platform === 'linux' ? watchEach(folder, events) : Promise.resolve(watchDeep(folder, events));

function watchDeep(folder: string, { onTouched, onError }: TreeEvents): TreeWatch {
  const watcher = watch(folder, { recursive: true, persistent: false }, (_event, name) => {
    if (name === null) onTouched(folder);
    else if (!isHidden(name)) onTouched(join(folder, name));
  });
  return watcher.on('error', onError);
}

/**
 * Linux tells of single folders. Node's own recursion watches every file besides, of which a system allows too few for a
 * library, and does not hear of a file any more that another one took the place of, as editors do when they save.
 */
async function watchEach(root: string, { onTouched, onError }: TreeEvents): Promise<TreeWatch> {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;

  const drop = (folder: string): void => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };

  const add = async (folder: string): Promise<void> => {
    if (closed || watchers.has(folder)) return;
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (name === null) return onTouched(folder);
      if (isHidden(name)) return;
      const path = join(folder, name);
      onTouched(path);
      if (event === 'rename') void follow(path);
    });
    watchers.set(folder, watcher.on('error', onError));
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !isHidden(entry.name)) await addInner(join(folder, entry.name));
  };

  /** A folder that went meanwhile, or that may not be read, has no photos to tell of. */
  const addInner = (folder: string): Promise<void> =>
    add(folder).catch((thrown: unknown) => {
      if (!isOfFolder(thrown)) throw thrown;
    });

  /** Another folder may have come under the name. What it held before it was watched is told of as well. */
  const follow = async (path: string): Promise<void> => {
    drop(path);
    if (!(await isFolder(path))) return;
    await addInner(path).catch(onError);
    if (!closed) onTouched(path);
  };

  const close = (): void => {
    closed = true;
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  try {
    await add(root);
  } catch (thrown) {
    close();
    throw thrown;
  }
  return { close };
}

const isOfFolder = (thrown: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(String((thrown as NodeJS.ErrnoException).code));

/** Hidden files, and what other programs are still writing under a name that begins with a dot. */
const isHidden = (name: string): boolean => name.split(sep).some((part) => part.startsWith('.'));
