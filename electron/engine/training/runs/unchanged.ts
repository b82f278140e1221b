import { failure } from '../../../contract/index.ts';
import type { Example, Stop } from '../../../contract/index.ts';
import { hashOf } from '../../images/files.ts';

/** Files read at once. */
const width = 4;

/**
 * Reads every photo of a run again.
 *
 * @throws training/changed  one is gone, or has other bytes than when it was learned from
 */
export async function checkUnchanged(
  examples: readonly Example[],
  { stop, onProgress }: { readonly stop: Stop; readonly onProgress: (done: number) => void },
): Promise<void> {
  const left = examples.values();
  const changed = new Set<string>();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const { path, hash } of left) {
      stop.throwIfAborted();
      if ((await hashOf(path).catch(() => null)) !== hash) changed.add(path);
      onProgress((done += 1));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  const first = examples.find(({ path }) => changed.has(path));
  if (first) throw failure('training/changed', { count: changed.size, path: first.path });
}
