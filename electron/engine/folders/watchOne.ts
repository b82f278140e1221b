import type { WatchedFolder } from '../../contract/index.ts';
import { isFolder } from '../jobs/index.ts';
import { watchTree, type TreeWatch } from './watchTree.ts';

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
  let watcher: TreeWatch | null = null;
  let looking: Promise<void> | null = null;
  const end = new AbortController();
  const isClosed = (): boolean => end.signal.aborted;

  const become = (next: WatchedFolder['how']): void => {
    if (isClosed() || next === how) return;
    how = next;
    onHow();
  };

  const giveUpWatching = (): void => {
    watcher?.close();
    watcher = null;
    become('polling');
  };

  const beginWatching = async (): Promise<void> => {
    const failed = new AbortController();
    const onError = (): void => {
      failed.abort();
      giveUpWatching();
    };
    try {
      const begun = await watchTree(folder, { onTouched: (path) => onTouched([path]), onError });
      if (isClosed() || failed.signal.aborted) begun.close();
      else {
        watcher = begun;
        become('watching');
      }
    } catch {
      giveUpWatching();
    }
  };

  const look = async (): Promise<void> => {
    const isThere = await isFolder(folder);
    if (isClosed()) return;
    if (!isThere) {
      watcher?.close();
      watcher = null;
      if (how !== 'away') onTouched([folder]);
      become('away');
    } else if (how === 'away') {
      await beginWatching();
      if (!isClosed()) onTouched([folder]);
    } else if (how === 'polling') onTouched([folder]);
  };

  /** Once at a time: a large folder takes longer to watch than it is until the next look. */
  const lookOnce = (): void => {
    looking ??= look().finally(() => (looking = null));
  };

  const timer = setInterval(lookOnce, pollEveryMs);
  timer.unref();
  lookOnce();
  return {
    get how() {
      return how;
    },
    close() {
      end.abort();
      clearInterval(timer);
      watcher?.close();
    },
  };
}
