import { announcer } from '../contract/index.ts';
import type { EditHistory, EngineEvents, Port } from '../contract/index.ts';
import type { z } from 'zod';

export type Announce = <N extends keyof EngineEvents>(name: N, payload: z.infer<EngineEvents[N]>) => void;

export interface Announcements {
  readonly announce: Announce;
  /** Rows of the library changed; told to the windows a little later, many changes as one. */
  readonly libraryChanged: (photos: readonly number[] | null) => void;
  /** Something was edited, undone or done again; answers what it is given. */
  readonly edited: (history: EditHistory) => EditHistory;
  /** A segmenter in the making is another. */
  readonly strokesChanged: (set: number) => void;
  /** Boxes of these photos are others; null: of too many to name. */
  readonly boxesChanged: (photos: readonly number[] | null) => void;
  /** Classes of the shelf are others. */
  readonly classesChanged: () => void;
  /** A window that hears everything from now on. */
  join(port: Port): void;
  leave(port: Port): void;
}

const gatherMs = 100;
/** More ids than this are not worth naming: a window shows fewer at once. */
const mostNamed = 500;

export function announcements(): Announcements {
  const windows = new Map<Port, Announce>();
  let changed: Set<number> | null = new Set();
  let timer: NodeJS.Timeout | null = null;

  const announce: Announce = (name, payload) => {
    for (const tell of windows.values()) tell(name, payload);
  };

  const tellLibrary = (): void => {
    timer = null;
    const photos = changed === null || changed.size > mostNamed ? null : [...changed];
    changed = new Set();
    announce('library.changed', { photos });
  };

  return {
    announce,
    libraryChanged(photos) {
      if (photos === null) changed = null;
      else for (const photo of photos) changed?.add(photo);
      timer ??= setTimeout(tellLibrary, gatherMs);
    },
    edited(history) {
      announce('edits.changed', history);
      return history;
    },
    strokesChanged: (set) => announce('strokes.changed', { set }),
    boxesChanged: (photos) =>
      announce('boxes.changed', { photos: photos && photos.length <= mostNamed ? photos : null }),
    classesChanged: () => announce('classes.changed', {}),
    join: (port) => void windows.set(port, announcer<EngineEvents>(port)),
    leave: (port) => void windows.delete(port),
  };
}
