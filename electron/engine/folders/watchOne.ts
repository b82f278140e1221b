import { watch, type FSWatcher } from 'node:fs';
import { join, sep } from 'node:path';
import type { WatchedFolder } from '../../contract/index.ts';
import { isFolder } from '../jobs/index.ts';

/** How often a folder is looked at whose system tells nothing, and one that is away. */
const pollEveryMs = 10_000;

/** Something at or below these paths is otherwise. */
export type OnTouched = (paths: readonly string[]) => void;

/** One folder that is watched. */
export interface FolderWatch {
  readonly how: WatchedFolder['how'];
  close(): void;
}

/**
 * Watches a folder in depth. Where the system cannot tell of changes, as on many network disks, it says every few seconds
 * that the folder may have changed; a folder that is away is waited for.
 *
 * @param onHow  is told when the way of watching is another
 */
export function watchFolder(folder: string, onTouched: OnTouched, onHow: () => void): FolderWatch {
  let how: WatchedFolder['how'] = 'away';
  let watcher: FSWatcher | null = null;
  let closed = false;

  const become = (next: WatchedFolder['how']): void => {
    if (closed || next === how) return;
    how = next;
    onHow();
  };

  const giveUpWatching = (): void => {
    watcher?.close();
    watcher = null;
    become('polling');
  };

  const beginWatching = (): void => {
    try {
      watcher = watch(folder, { recursive: true, persistent: false }, (_event, name) => {
        if (name === null) onTouched([folder]);
        else if (!isHidden(name)) onTouched([join(folder, name)]);
      });
      watcher.on('error', giveUpWatching);
      become('watching');
    } catch {
      giveUpWatching();
    }
  };

  const look = async (): Promise<void> => {
    const isThere = await isFolder(folder);
    if (closed) return;
    if (!isThere) {
      watcher?.close();
      watcher = null;
      if (how !== 'away') onTouched([folder]);
      become('away');
    } else if (how === 'away') {
      beginWatching();
      onTouched([folder]);
    } else if (how === 'polling') onTouched([folder]);
  };

  const timer = setInterval(() => void look(), pollEveryMs);
  timer.unref();
  void look();
  return {
    get how() {
      return how;
    },
    close() {
      closed = true;
      clearInterval(timer);
      watcher?.close();
    },
  };
}

/** Hidden files, and what other programs are still writing under a name that begins with a dot. */
const isHidden = (name: string): boolean => name.split(sep).some((part) => part.startsWith('.'));
