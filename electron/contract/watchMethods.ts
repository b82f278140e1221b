import { z } from 'zod';
import { command, nothing, query } from './define.ts';
import { GrantId } from './records.ts';

// Folders whose new photos come by themselves, and photos whose files are gone.

/** watching: the system tells of changes · polling: looked at every few seconds · away: it cannot be read now. */
export const WatchedFolder = z.object({
  path: z.string(),
  /** Photos of the library that lie in it. */
  photos: z.int().nonnegative(),
  how: z.enum(['watching', 'polling', 'away']),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

export const WatchState = z.object({
  folders: z.array(WatchedFolder).readonly(),
  /** Photos of the library whose files are not where they were. */
  missing: z.int().nonnegative(),
});
export type WatchState = z.infer<typeof WatchState>;

export const watchMethods = {
  'watch.list': query({ input: nothing, output: WatchState }),
  /** From now on photos that appear in this folder, or lie in it, are imported. */
  'watch.add': command({
    input: z.object({ grant: GrantId }),
    output: WatchState,
    errors: ['library/grant-unknown', 'watch/no-folder'],
  }),
  /** Photos that came from it stay in the library. */
  'watch.remove': command({ input: z.object({ path: z.string() }), output: WatchState }),
};

export const watchEvents = {
  'watch.changed': WatchState,
};
