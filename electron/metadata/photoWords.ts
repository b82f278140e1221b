import { readFile } from 'node:fs/promises';
import { problemOf } from '../contract/index.ts';
import type { Problem } from '../contract/index.ts';
import { sidecarsOf } from '../decode/index.ts';
import { embeddedWords } from './embedded.ts';
import { keywordsOf as together, levelsOf, textOfPath, writesAncestors } from './paths.ts';
import type { Path } from './paths.ts';
import { wordsIn } from './xmpWords.ts';
import type { XmpWords } from './xmpWords.ts';
import { parseXmp } from './xmpTree.ts';

export type KeywordSource = 'sidecar' | 'xmp' | 'iptc';

/** What files say of a photo in words. */
export interface PhotoWords {
  readonly keywords: readonly { readonly path: Path; readonly source: KeywordSource }[];
  /** As they stand there, before flat ones and paths are put together. */
  readonly flat: readonly string[];
  readonly paths: readonly Path[];
  /** Whether the levels above a keyword stand among the flat ones; null: nothing tells. */
  readonly ancestors: boolean | null;
  /** −1 to 5; null: nobody says. */
  readonly rating: number | null;
  readonly label: string | null;
  /** Who took it, by a sidecar, which a person wrote after the camera did. */
  readonly artist: string | null;
  /** The same by the photo's own IPTC and XMP, which come after its EXIF. */
  readonly embeddedArtist: string | null;
  /** Why some of it could not be read. */
  readonly problem: Problem | null;
}

interface Said {
  readonly source: KeywordSource;
  readonly words: Omit<XmpWords, 'creator'>;
}

/**
 * Everything that a photo's sidecars and its own file say of it in words. Of each kind of thing the first that says
 * anything is right: IMG.jpg.xmp, IMG.xmp, then the photo itself. What cannot be read is named, the rest is told.
 */
export async function wordsOf(path: string): Promise<PhotoWords> {
  const said: Said[] = [];
  let problem: Problem | null = null;
  let artist: string | null = null;
  let embeddedArtist: string | null = null;
  const attempt = async (read: () => Promise<void>): Promise<void> => {
    await read().catch((thrown: unknown) => (problem ??= problemOf(thrown)));
  };
  for (const sidecar of await sidecarsOf(path))
    await attempt(async () => {
      const words = wordsIn(parseXmp(await readFile(sidecar)));
      artist ??= words.creator;
      said.push({ source: 'sidecar', words });
    });
  await attempt(async () => {
    const { xmp, iptc } = await embeddedWords(path);
    embeddedArtist = iptc.creator ?? xmp?.creator ?? null;
    if (xmp) said.push({ source: 'xmp', words: { ...xmp, flat: [...xmp.flat, ...iptc.keywords] } });
    said.push({ source: 'iptc', words: { flat: iptc.keywords, paths: [], rating: null, label: null } });
  });
  const best = said.find(({ words }) => words.flat.length + words.paths.length > 0);
  const { flat, paths } = best?.words ?? { flat: [], paths: [] };
  const keywords = best ? together(flat, paths).map((path) => ({ path, source: best.source })) : [];
  return {
    ...{ keywords, flat, paths, ancestors: writesAncestors(flat, paths), artist, embeddedArtist, problem },
    rating: said.find(({ words }) => words.rating !== null)?.words.rating ?? null,
    label: said.find(({ words }) => words.label !== null)?.words.label ?? null,
  };
}

/** What a photo is tagged with: each flat keyword once, and paths with | between their levels. */
export interface Keywords {
  readonly flat: readonly string[];
  readonly hierarchical: readonly string[];
}

/** Keywords of a photo: those of its sidecar where one has any, else its own. A file that cannot be read has none. */
export async function keywordsOf(path: string): Promise<Keywords> {
  const { flat, paths } = await wordsOf(path);
  const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
  return { flat: unique(flat), hierarchical: unique(paths.map(textOfPath)) };
}

/** A branch of keywords as it is typed, with | between levels. */
export const branchOf = (text: string): Path => levelsOf(text, '|');
