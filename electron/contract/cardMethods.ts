import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { GrantId, JobId } from './records.ts';

// Photos that are copied from a camera or a memory card, which is only read.

/** A camera or card that is connected: a volume with a folder DCIM. */
export const Card = z.object({ grant: GrantId, name: z.string(), path: z.string() });
export type Card = z.infer<typeof Card>;

/** What importing from a card would do. */
export const CardPreview = z.object({
  photos: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Of those, photos that are in the library already: the same name, size and time, or the same bytes. */
  here: z.int().nonnegative(),
  /** Bytes that would be copied. */
  newBytes: z.int().nonnegative(),
  /** Folders that cannot be read, one sentence each. */
  problems: z.array(z.string()).readonly(),
});
export type CardPreview = z.infer<typeof CardPreview>;

export const cardMethods = {
  'card.list': query({ input: nothing, output: z.array(Card).readonly() }),

  /** Counts the photos of a card; nothing is copied. */
  'card.preview': job({
    input: z.object({ source: GrantId }),
    progress: z.object({ done: z.int(), total: z.int().nullable() }),
    output: CardPreview,
    errors: ['library/grant-unknown', 'card/gone'],
  }),

  /**
   * Queues the copying of the photos that are not here yet into a folder per day, as 2026/2026-11-28, and then their
   * import. Each copy is compared with its original by its SHA-256; nothing is overwritten, and the card is only read.
   */
  'card.import': command({
    input: z.object({ source: GrantId, target: GrantId }),
    output: z.object({ job: JobId }),
    errors: ['library/grant-unknown'],
  }),
};
