import { backOffMs } from '../start/index.ts';

// When a child falls, it is started again; when it keeps falling soon after its start, a person is told.

/** A child that lived this long was sound; its next fall counts as the first. */
const soundMs = 30_000;
/** Falls in a row that are mended without a word. */
const mendedFalls = 2;

export type AfterFall =
  { readonly kind: 'restart'; readonly waitMs: number; readonly falls: number } | { readonly kind: 'report' };

/**
 * What to do when a child ended without being asked to.
 *
 * @param quickFalls  falls in quick succession before this one
 * @param ranMs       how long the child lived
 */
export function afterFall(quickFalls: number, ranMs: number): AfterFall {
  const falls = ranMs >= soundMs ? 1 : quickFalls + 1;
  return falls > mendedFalls ? { kind: 'report' } : { kind: 'restart', waitMs: backOffMs(falls), falls };
}
