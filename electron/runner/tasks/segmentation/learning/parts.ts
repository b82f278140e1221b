import { derived, shuffled } from '../../../vision/index.ts';
import { shownClasses, type SeenPhotos, type SeenPhoto } from './lookAt.ts';

/** Of so many photos one is held out. */
const heldOutOf = 5;

export interface Parts {
  readonly learned: readonly SeenPhoto[];
  readonly judged: readonly SeenPhoto[];
  /** What a person should know about them, one sentence each. */
  readonly warnings: readonly string[];
}

/** Every fifth photo, drawn by the seed, is held out to judge by; of fewer than five photos none is. */
export function parted({ photos, classNames }: SeenPhotos, seed: number): Parts {
  const count = Math.floor(photos.length / heldOutOf);
  const heldOut = new Set(shuffled(photos.length, derived(seed, 'held out')).subarray(0, count));
  const learned = photos.filter((_, index) => !heldOut.has(index));
  const judged = photos.filter((_, index) => heldOut.has(index));
  if (count === 0) return { learned: photos, judged: [], warnings: [tooFew, ...absent(photos, classNames)] };
  if (shownClasses(learned).length < 2)
    return { learned: photos, judged: [], warnings: [tooLike, ...absent(photos, classNames)] };
  return { learned, judged, warnings: absent(learned, classNames) };
}

const tooFew = 'Of fewer than five photos none is held out: how good it is on others was not measured.';
const tooLike =
  'Without the photos that would be held out there is one class: none is, and how good it is on others was not measured.';

/** More names than this would hide the other sentences. */
const mostNamed = 10;

function absent(learned: readonly SeenPhoto[], classNames: readonly string[]): readonly string[] {
  const shown = new Set(shownClasses(learned));
  const names = classNames.filter((_, index) => !shown.has(index));
  if (names.length === 0) return [];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return [
    `No photo that is learned from shows: ${names.slice(0, mostNamed).join(', ')}${more}. They are never answered.`,
  ];
}
