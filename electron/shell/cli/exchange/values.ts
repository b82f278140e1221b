import { Conflicts, everything, PhotosAlong, type PhotoFilter } from '../../../contract/index.ts';
import { oneOf } from '../typed.ts';

export const photosFrom = (typed: unknown): PhotosAlong => oneOf('--photos', typed, PhotosAlong.options);
export const conflictsFrom = (typed: unknown): Conflicts => oneOf('--conflicts', typed, Conflicts.options);

/** Photos of one class, or all. */
export const filterFrom = (className: unknown): PhotoFilter => ({
  ...everything,
  className: typeof className === 'string' ? className : null,
});

export const conflictsHelp = '--conflicts C      where a person said otherwise here: mine, theirs, both (mine)';
export const photosHelp = '--photos P         whether photos go along: none, copy, hard-link';
export const classHelp = '--class NAME       only photos of a class and of those below it';
