import type { Pictures } from '../images/index.ts';
import type { Library } from '../library/index.ts';
import { gather } from './gather.ts';

export interface Groups {
  /** Something in the library is otherwise; groups follow when nothing more changes for a moment. */
  libraryChanged(): void;
  /** Resolves when the groups are those of the photos that there are now. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Rest after the last change before groups are worked out again. */
const restMs = 1500;

/** Keeps the groups of a library: bursts, near-duplicates, clusters. */
export function groupsIn(library: Library, pictures: Pictures, onChange: () => void): Groups {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  let grouped = '';

  const work = async (): Promise<void> => {
    const now = library.standing();
    if (now === grouped || controller.signal.aborted) return;
    const { burst, alike, cluster } = await gather(library, pictures, controller.signal);
    library.arrangements.group('burst', burst);
    library.arrangements.group('alike', alike);
    library.arrangements.group('cluster', cluster);
    grouped = now;
    onChange();
  };

  const queueWork = (): Promise<void> => {
    timer = null;
    working = working.then(work).catch((thrown: unknown) => {
      if (!controller.signal.aborted) console.error('groups', thrown);
    });
    return working;
  };

  return {
    libraryChanged() {
      if (controller.signal.aborted || library.standing() === grouped) return;
      if (timer) clearTimeout(timer);
      timer = setTimeout(() => void queueWork(), restMs);
    },
    settled() {
      if (timer) clearTimeout(timer);
      return queueWork();
    },
    async close() {
      controller.abort();
      if (timer) clearTimeout(timer);
      await working;
    },
  };
}
