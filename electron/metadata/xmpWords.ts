import { colorLabel, creator, hierarchical, lastKeyword, lastKeywordBare, rating, subject, tagsList } from './names.ts';
import { hasMwgKeywords, mwgPaths } from './mwgKeywords.ts';
import { levelsOf } from './paths.ts';
import type { Path } from './paths.ts';
import { textsOf } from './xmpTree.ts';
import type { XmpTree } from './xmpTree.ts';

/** What a packet of XMP says of a photo in words. */
export interface XmpWords {
  readonly flat: readonly string[];
  readonly paths: readonly Path[];
  /** −1: rejected, as Adobe's programs write it; 0 to 5 stars; null: it does not say. */
  readonly rating: number | null;
  /** The name of a color. */
  readonly label: string | null;
  readonly creator: string | null;
}

export function wordsIn(tree: XmpTree): XmpWords {
  const lists = [hierarchical, tagsList, lastKeyword, lastKeywordBare];
  const paths = lists.flatMap((list) => textsOf(tree, list).map((text) => levelsOf(text, list.separator)));
  return {
    flat: textsOf(tree, subject),
    paths: [...paths, ...(hasMwgKeywords(tree) ? mwgPaths(tree) : [])].filter((path) => path.length > 0),
    rating: ratingIn(textsOf(tree, rating)[0]),
    label: textsOf(tree, colorLabel)[0] ?? null,
    creator: textsOf(tree, creator)[0] ?? null,
  };
}

/** Programs write 3, 3.0 and 3.00; what is out of range says nothing. */
function ratingIn(text: string | undefined): number | null {
  const stars = text === undefined ? Number.NaN : Math.round(Number(text));
  return stars >= -1 && stars <= 5 ? stars + 0 : null;
}
