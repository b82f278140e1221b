import type { AnnotatedObject } from './boxes/record.ts';

/** Counts what a conversion leaves out, to say it in words. */
export interface Losses {
  /** @param what  a noun with what it is of: `the score of an object` */
  readonly note: (what: string) => void;
  readonly sentences: () => string[];
}

export function countLosses(): Losses {
  const counts = new Map<string, number>();
  return {
    note: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    sentences: () => [...counts].map(([what, count]) => `Left out: ${what}${count === 1 ? '' : ` (${count} times)`}.`),
  };
}

/** Notes the fields of objects that a format has no place for. */
export function noteFields(
  losses: Losses,
  objects: readonly AnnotatedObject[],
  without: readonly (keyof AnnotatedObject)[],
): void {
  for (const object of objects) {
    for (const field of without) {
      const value = object[field];
      if (value !== undefined && value !== false) losses.note(`"${field}" of an object`);
    }
  }
}
