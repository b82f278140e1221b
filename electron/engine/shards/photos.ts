import { basename, dirname, relative, sep } from 'node:path';
import type { Shard, Stop } from '../../contract/index.ts';
import { walk } from '../jobs/index.ts';
import { shardOf } from './shardOf.ts';

/** A photo as it is known in every shard. */
export interface ShardPhoto {
  /** What was named: a folder; of a photo that was named itself, its folder. */
  readonly root: string;
  /** Below `root`, with forward slashes. */
  readonly path: string;
  readonly file: string;
  /** 0: it is empty, or it could not be looked at, as a link to nowhere. */
  readonly bytes: number;
}

export interface FoundPhotos {
  /** Those of the shard, ordered by path as SQLite orders them. */
  readonly photos: readonly ShardPhoto[];
  /** Photos of all shards. */
  readonly found: number;
}

const tellEvery = 1000;

/** The photos of a shard below paths, each once, however often what was named holds it. */
export async function photosOfShard(
  roots: readonly string[],
  { shard, shards }: Shard,
  onFound: () => void,
  stop: Stop,
): Promise<FoundPhotos> {
  const photos: ShardPhoto[] = [];
  const [folders, files] = [new Set<string>(), new Set<string>()];
  let found = 0;
  for (const named of roots) {
    for await (const { path: file, bytes } of walk([named], stop, folders)) {
      found += 1;
      if (found % tellEvery === 0) onFound();
      const [root, path] = file === named ? [dirname(file), basename(file)] : [named, below(named, file)];
      if (shardOf(path, shards) !== shard || files.has(file)) continue;
      files.add(file);
      photos.push({ root, path, file, bytes });
    }
  }
  photos.sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.root, b.root));
  return { photos, found };
}

const below = (root: string, file: string): string => relative(root, file).split(sep).join('/');

/** The order of texts as UTF-8, in which SQLite compares. UTF-16, as JavaScript has it, differs beyond U+D7FF. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return placeOf(left) - placeOf(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
const placeOf = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
