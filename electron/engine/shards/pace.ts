import { setImmediate as otherWork } from 'node:timers/promises';
import type { Stop } from '../../contract/index.ts';

/** What long work on this thread takes between its pieces: it tells how far it is, and others get their turn. */
export interface Pace {
  /** @throws engine/stopped */
  rest(done: number, total: number): Promise<void>;
}

export const paceOf = (onProgress: (step: { done: number; total: number }) => void, stop: Stop): Pace => ({
  async rest(done, total) {
    onProgress({ done, total });
    await otherWork();
    stop.throwIfAborted();
  },
});
