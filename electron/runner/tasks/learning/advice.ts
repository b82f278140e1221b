import type { Depth } from '../../../contract/index.ts';

// How deep to train, by how much there is to learn from and how alike it is to what the network knows:
//
//                  very similar                     different
//   little data    a linear head                    a linear head, on features of different stages
//   more           a few layers                     a larger number of layers
//
// Source: the lecture's table of transfer learning (CS 1674, University of Pittsburgh, 2018).

/** Photos per class from which the last block learns, and from which more of the network does. */
const some = 60;
const many = 400;

export interface Advice {
  readonly advised: Depth;
  /** One sentence. */
  readonly reason: string;
}

/**
 * @param known   classes of the network
 * @param wanted  classes to be learned
 * @param photos  of all classes together
 */
export function adviceFor(known: readonly string[], wanted: readonly string[], photos: number): Advice {
  const perClass = Math.floor(photos / Math.max(1, wanted.length));
  const { alike, words } = likeness(known, wanted);
  const amount = `${perClass} photos per class`;
  if (perClass < some)
    return {
      advised: { kind: 'head' },
      reason: `${amount} are few: a head on what the network knows is safest; ${words}.`,
    };
  const blocks = perClass < many ? (alike ? 1 : 2) : alike ? 3 : 6;
  const depth = blocks === 1 ? 'the last block' : `the last ${blocks} blocks`;
  return { advised: { kind: 'blocks', blocks }, reason: `${amount} are enough to train ${depth}; ${words}.` };
}

/** By words that names of classes share: "roses" is known to a network that has "rose hip". */
function likeness(
  known: readonly string[],
  wanted: readonly string[],
): { readonly alike: boolean; readonly words: string } {
  if (known.length === 0) return { alike: false, words: 'how alike they are to what it learned from is not known' };
  const words = new Set(known.flatMap(wordsOf));
  const shared = wanted.filter((name) => wordsOf(name).some((word) => words.has(word))).length;
  if (shared === 0) return { alike: false, words: 'none of the classes is named among those it knows' };
  const many = 2 * shared >= wanted.length;
  return { alike: many, words: `it knows ${shared} of the ${wanted.length} classes by name` };
}

/** Lower-case words without the s of a plural; short ones, like "of", mean nothing. */
const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
