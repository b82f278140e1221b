/** What is costly to open, kept between requests while nobody uses it. */
export interface Kept<T> {
  /** Hands one out; null where there is none of that name. */
  take(name: string): T | null;
  /** Takes one back; what was used least recently is closed where too much is kept. */
  put(name: string, one: T, bytes: number): Promise<void>;
  /** Closes all that is kept. */
  clear(): Promise<void>;
}

export function keep<T extends { close(): Promise<void> }>(limitBytes: number): Kept<T> {
  // In the order in which they were used last.
  const idle: { readonly name: string; readonly one: T; readonly bytes: number }[] = [];
  const shrinkTo = async (limit: number): Promise<void> => {
    while (idle.reduce((sum, { bytes }) => sum + bytes, 0) > limit) await idle.shift()?.one.close();
  };
  return {
    take: (name) => {
      const at = idle.findLastIndex((kept) => kept.name === name);
      return at < 0 ? null : (idle.splice(at, 1)[0]?.one ?? null);
    },
    put: async (name, one, bytes) => {
      idle.push({ name, one, bytes });
      await shrinkTo(limitBytes);
    },
    clear: async () => {
      for (const { one } of idle.splice(0)) await one.close();
    },
  };
}

/** Keeps what was used, or closes it where it failed. */
export async function usedAndKept<T extends { close(): Promise<void> }, R>(
  one: T,
  use: (one: T) => Promise<R>,
  put: () => Promise<void>,
): Promise<R> {
  try {
    const result = await use(one);
    await put();
    return result;
  } catch (thrown) {
    await one.close();
    throw thrown;
  }
}
