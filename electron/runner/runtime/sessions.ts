import type { InferenceSession } from './session.ts';

/** A session in use. It is not released before `done` was called, whatever the cache decides. */
export interface Lease {
  readonly session: InferenceSession;
  readonly done: () => void;
}

/** Sessions kept for the next request, because making one takes longer than running it. */
export interface Sessions {
  /**
   * The session of `key`, made by `create` where there is none.
   *
   * @param key    everything the session depends on: file, its time, device, batch
   * @param bytes  what it is taken to occupy
   */
  lease(key: string, bytes: number, create: () => Promise<InferenceSession>): Promise<Lease>;
  /** Releases everything that is not in use. */
  clear(): Promise<void>;
}

interface Entry {
  readonly bytes: number;
  readonly session: Promise<InferenceSession>;
  users: number;
}

/** Keeps sessions up to `limitBytes`; the least recently used that nobody uses goes first. */
export function keepSessions(limitBytes: number): Sessions {
  // A Map remembers insertion order: an entry that is used again is put at the end.
  const entries = new Map<string, Entry>();

  const shrinkTo = async (bytes: number): Promise<void> => {
    let kept = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of [...entries]) {
      if (kept <= bytes) return;
      if (entry.users > 0) continue;
      entries.delete(key);
      kept -= entry.bytes;
      await (await entry.session).release();
    }
  };

  return {
    async lease(key, bytes, create) {
      const entry = entries.get(key) ?? { bytes, session: create(), users: 0 };
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      try {
        const session = await entry.session;
        await shrinkTo(limitBytes);
        return { session, done: () => (entry.users -= 1) };
      } catch (thrown) {
        // Another request may have put a better entry there meanwhile.
        if (entries.get(key) === entry) entries.delete(key);
        throw thrown;
      }
    },
    clear: () => shrinkTo(0),
  };
}
