import { fail } from '../graph/errors.ts';

/** A kernel, an interpolation or a picture of counts for all that is ever trained is far below this. */
const mostNumbers = 2 ** 23;

/**
 * Stops before a rule builds a table whose length a file only claims.
 *
 * @param value  what is differentiated
 * @throws graph/too-large
 */
export function affordable(count: number, value: string): void {
  if (!(count <= mostNumbers)) fail('graph/too-large', { value, count });
}
