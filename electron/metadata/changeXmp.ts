import { fail } from '../contract/index.ts';
import { changeList, setText } from './edits.ts';
import { setFoveaLabels } from './foveaLabels.ts';
import type { LabelState } from './foveaLabels.ts';
import { meaningOf } from './meaning.ts';
import { addMwgPath, hasMwgKeywords, removeMwgPath } from './mwgKeywords.ts';
import { hierarchical, lastKeyword, lastKeywordBare, ours, rating, subject, tagsList } from './names.ts';
import type { KeywordList } from './names.ts';
import { keyOf } from './paths.ts';
import type { Path } from './paths.ts';
import { emptyXmp, packetOf, parseXmp, textsOf, tidy } from './xmpTree.ts';
import type { XmpTree } from './xmpTree.ts';

/** What Fovea put into a file, list by list; only this is ever taken away again. */
export interface Written {
  readonly subject: readonly string[];
  readonly hierarchical: readonly string[];
  readonly tagsList: readonly string[];
  readonly lastKeyword: readonly string[];
  /** Every level that had to be made, as a path. */
  readonly mwg: readonly Path[];
}

export const nothingWritten: Written = { subject: [], hierarchical: [], tagsList: [], lastKeyword: [], mwg: [] };

/** What a file is to say. */
export interface Wanted {
  readonly keywords: readonly Path[];
  /** Whether the levels above a keyword stand in dc:subject as well. */
  readonly ancestors: boolean;
  /** 0 to 5 stars; null: what the file says stays. */
  readonly rating: number | null;
  /** For Fovea's own namespace; null: nothing there. */
  readonly states: readonly LabelState[] | null;
  /** What Fovea wrote into this file before. */
  readonly before: Written;
}

/** A file as it will be, and how it differs. */
export interface XmpChange {
  readonly packet: Buffer;
  readonly changed: boolean;
  /** Keywords that are new in it, and those that go, levels with | between them. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Stars that are new; null: they stay. */
  readonly rating: number | null;
  /** What it cannot hold, in words. */
  readonly losses: readonly string[];
  readonly written: Written;
}

/**
 * Merges keywords into a packet of XMP. What Fovea did not write stays, whatever it is; if anything of it were lost, it
 * is refused.
 *
 * @param packet  null: there is none yet
 * @throws keywords/broken-xmp, keywords/not-kept
 */
export function changeXmp(packet: Uint8Array | null, wanted: Wanted): XmpChange {
  const original = packet ?? Buffer.from(emptyXmp);
  const tree = parseXmp(original);
  const flat = [...new Set(wanted.keywords.flatMap((path) => (wanted.ancestors ? path : path.slice(-1))))];
  const microsoft = textsOf(tree, lastKeywordBare).length > 0 ? lastKeywordBare : lastKeyword;
  const lists = {
    subject: change(tree, subject, flat, wanted.before.subject),
    hierarchical: change(tree, hierarchical, joined(wanted, '|'), wanted.before.hierarchical),
    tagsList: changeIfThere(tree, tagsList, joined(wanted, '/', 1), wanted.before.tagsList),
    lastKeyword: changeIfThere(tree, microsoft, joined(wanted, '/', 1), wanted.before.lastKeyword),
    mwg: changeMwg(tree, wanted),
  };
  const stars = newStars(tree, wanted);
  if (stars !== null) setText(tree, rating, String(stars));
  setFoveaLabels(tree, wanted.states ?? []);

  const next = packetOf(tree);
  mustKeep(parseXmp(original), next);
  const say = (what: 'added' | 'removed'): string[] => told(lists.subject[what], lists.hierarchical[what]);
  return {
    packet: next,
    changed: !next.equals(packetOf(parseXmp(original))),
    ...{ added: say('added'), removed: say('removed'), rating: stars, losses: lossesOf(wanted) },
    written: {
      subject: lists.subject.written,
      hierarchical: lists.hierarchical.written,
      tagsList: lists.tagsList.written,
      lastKeyword: lists.lastKeyword.written,
      mwg: lists.mwg,
    },
  };
}

/** Keywords of several levels as texts; one whose levels hold the sign between them cannot be written so. */
const joined = ({ keywords }: Wanted, separator: '|' | '/', least = 2): string[] =>
  keywords
    .filter((path) => path.length >= least && !path.some((level) => level.includes(separator)))
    .map((path) => path.join(separator));

interface Changed {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly written: readonly string[];
}

function change(tree: XmpTree, list: KeywordList, wanted: readonly string[], before: readonly string[]): Changed {
  const there = textsOf(tree, list);
  const keys = new Set(there.map((text) => keyOf([text])));
  const stays = new Set(wanted.map((text) => keyOf([text])));
  const removed = before.filter((text) => there.includes(tidy(text)) && !stays.has(keyOf([text])));
  const added = wanted.filter((text) => !keys.has(keyOf([text])));
  changeList(tree, list, { remove: new Set(removed.map(tidy)), add: added });
  const kept = before.filter((text) => there.includes(tidy(text)) && stays.has(keyOf([text])));
  return { added, removed, written: [...kept, ...added] };
}

function changeIfThere(
  tree: XmpTree,
  list: KeywordList,
  wanted: readonly string[],
  before: readonly string[],
): Changed {
  if (textsOf(tree, list).length > 0) return change(tree, list, wanted, before);
  return { added: [], removed: [], written: [] };
}

/** Levels of Fovea's in the tree of structures, the deepest away first. */
function changeMwg(tree: XmpTree, { keywords, before }: Wanted): Path[] {
  if (!hasMwgKeywords(tree)) return [];
  const stays = new Set(keywords.flatMap((path) => path.map((_, at) => keyOf(path.slice(0, at + 1)))));
  const gone = before.mwg.filter((path) => !stays.has(keyOf(path))).toSorted((a, b) => b.length - a.length);
  const left = gone.filter((path) => !removeMwgPath(tree, path));
  const made = keywords.flatMap((path) => addMwgPath(tree, path));
  return [...before.mwg.filter((path) => !gone.includes(path)), ...left, ...made];
}

function newStars(tree: XmpTree, wanted: Wanted): number | null {
  const said = textsOf(tree, rating)[0];
  return wanted.rating === null || (said !== undefined && Number(said) === wanted.rating) ? null : wanted.rating;
}

/** Changes as a person reads them: a keyword with its levels stands for its flat form. */
function told(flat: readonly string[], paths: readonly string[]): string[] {
  const levels = new Set(paths.flatMap((path) => path.split('|')).map((level) => keyOf([level])));
  return [...paths, ...flat.filter((text) => !levels.has(keyOf([text])))];
}

const lossesOf = ({ keywords }: Wanted): string[] =>
  keywords
    .filter((path) => path.length > 1 && path.some((level) => level.includes('|')))
    .map((path) => `“${path.at(-1) ?? ''}” is written without its levels, because one of them holds “|”.`);

function mustKeep(original: XmpTree, packet: Uint8Array): void {
  const [before, after] = [meaningOf(original, ours), meaningOf(parseXmp(packet), ours)];
  const lost = before.find((line, at) => line !== after[at]);
  if (lost !== undefined || before.length !== after.length)
    fail('keywords/not-kept', { what: (lost ?? 'a statement').slice(0, 120) });
}
