import type { PhotographerReport, PhotographerScore } from '../../../contract/index.ts';
import type { Work } from './work.ts';

/** What each photographer's photos were taken for, a mean over repetitions of cross-validation. */
export function scoresOf(
  { input: { classNames }, classOf, groups, classes }: Work,
  answers: readonly Int32Array[],
): Pick<PhotographerReport, 'photographers' | 'confusion'> {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const own of answers)
    for (const [photo, answer] of own.entries()) {
      const row = confusion[classOf[photo] ?? 0];
      if (row) row[answer] = (row[answer] ?? 0) + 1 / answers.length;
    }
  const photographers = classNames.map((className, own): PhotographerScore => {
    const theirs = Array.from(classOf.keys()).filter((photo) => classOf[photo] === own);
    const right = confusion[own]?.[own] ?? 0;
    const given = confusion.reduce((sum, row) => sum + (row[own] ?? 0), 0);
    return {
      ...{ className, photos: theirs.length, shoots: new Set(theirs.map((photo) => groups[photo])).size },
      precision: given === 0 ? null : right / given,
      recall: theirs.length === 0 ? null : right / theirs.length,
      f1: theirs.length + given === 0 ? null : (2 * right) / (theirs.length + given),
    };
  });
  return { photographers, confusion };
}
