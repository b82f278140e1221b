import { lookOf } from '../segmentation/classes.ts';

/** How a class is drawn: which color, and which pattern of its line. */
export interface BoxLook {
  readonly color: number;
  readonly pattern: number;
}

/**
 * Dashes of dark ink along a line of color, one for each pattern: classes stay apart without any color. The line itself
 * has no gaps, which are for boxes that were found and not drawn.
 */
export const inkDashes: readonly string[] = ['', '2 6', '8 8', '2 2', '12 4', '1 3 8 3', '4 4', '16 3 3 3'];

/** Looks of classes by name: those that boxes are given in their order, then those that were only found. */
export function looksOf(classes: readonly string[], found: readonly string[]): ReadonlyMap<string, BoxLook> {
  const names = [...new Set([...classes, ...[...found].sort()])];
  return new Map(names.map((name, index) => [name, lookOf(index)]));
}
