import { type Preprocessing, type Problem, problemOf } from '../../contract/index.ts';
import { type InputPhoto, readInput } from './photo.ts';

/** What became of one photo of a list: its pixels, or the reason why not. */
export interface Outcome {
  readonly index: number;
  readonly path: string;
  readonly photo: InputPhoto | null;
  readonly problem: Problem | null;
}

/** Results in the order of a list, made ahead of being asked for. */
export interface Ahead<T> {
  /** The next `count`, fewer at the end; starts as many more as `depth` says. */
  take(count: number, depth: number): Promise<readonly T[]>;
}

/** Photos in the order of a list, decoded ahead of being asked for. */
export type DecodeAhead = Ahead<Outcome>;

/**
 * Reads a list on libuv's threads while the caller's own thread computes. Never more than `depth` readings are under
 * way or waiting, so memory stays bounded however long the list is.
 *
 * @param read  must not fail: what went wrong is part of its answer
 */
export function readAhead<T>(count: number, read: (index: number) => Promise<T>): Ahead<T> {
  const underWay: Promise<T>[] = [];
  let next = 0;

  const fill = (depth: number): void => {
    const room = Math.max(0, depth - underWay.length);
    for (const end = Math.min(count, next + room); next < end; next++) underWay.push(read(next));
  };

  return {
    take(wanted, depth) {
      fill(Math.max(wanted, depth));
      const taken = underWay.splice(0, wanted);
      fill(depth);
      return Promise.all(taken);
    },
  };
}

/** Decodes a list of photos ahead for a network's input. */
export function decodeAhead(paths: readonly string[], preprocessing: Preprocessing): DecodeAhead {
  return readAhead(paths.length, async (index): Promise<Outcome> => {
    const path = paths[index] ?? '';
    try {
      return { index, path, photo: await readInput(path, preprocessing), problem: null };
    } catch (thrown) {
      return { index, path, photo: null, problem: problemOf(thrown) };
    }
  });
}
