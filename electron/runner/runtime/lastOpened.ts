/** Uses what a key names, opened if it is not the one that is open. */
export type UseOpened<T> = <R>(key: string, open: () => Promise<T>, use: (opened: T) => Promise<R>) => Promise<R>;

/**
 * Keeps open what was used last, where opening takes long and a second one would take too much memory. Uses come one after
 * the other: what is open is closed when another key is asked for. What could not be opened is tried again the next time.
 */
export function lastOpened<T>(close: (opened: T) => Promise<void>): UseOpened<T> {
  let current: { readonly key: string; readonly opened: T } | null = null;
  let users: Promise<unknown> = Promise.resolve();

  const openedFor = async (key: string, open: () => Promise<T>): Promise<T> => {
    if (current?.key === key) return current.opened;
    const before = current;
    current = null;
    if (before) await close(before.opened).catch(() => undefined);
    current = { key, opened: await open() };
    return current.opened;
  };

  return (key, open, use) => {
    const asked = users.then(async () => use(await openedFor(key, open)));
    users = asked.catch(() => undefined);
    return asked;
  };
}
