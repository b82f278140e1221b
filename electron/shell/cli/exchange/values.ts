import { Conflicts, everything, PhotosAlong, type PhotoFilter } from '../../../contract/index.ts';
import { UsageError } from '../exit.ts';

/** null is not typed: whatever has it says so. */
export function oneOf<T extends string>(typed: unknown, option: string, known: readonly T[]): T {
  const found = known.find((each) => each === typed);
  if (found === undefined) throw new UsageError(`--${option} takes one of ${known.join(', ')}.`);
  return found;
}

export const photosFrom = (typed: unknown): PhotosAlong => oneOf(typed, 'photos', PhotosAlong.options);
export const conflictsFrom = (typed: unknown): Conflicts => oneOf(typed, 'conflicts', Conflicts.options);

/** Photos of one class, or all. */
export const filterFrom = (className: unknown): PhotoFilter => ({
  ...everything,
  className: typeof className === 'string' ? className : null,
});

export const conflictsHelp = '--conflicts C      where a person said otherwise here: mine, theirs, both (mine)';
export const photosHelp = '--photos P         whether photos go along: none, copy, hard-link';
export const classHelp = '--class NAME       only photos of a class and of those below it';
