import { type Preprocessing, type Problem, problemOf } from '../../contract/index.ts';
import { type InputPhoto, readInput } from './photo.ts';

/** What became of one photo of a list: its pixels, or the reason why not. */
export interface Outcome {
  readonly index: number;
  readonly path: string;
  readonly photo: InputPhoto | null;
  readonly problem: Problem | null;
}

/** Photos in the order of a list, decoded ahead of being asked for. */
export interface DecodeAhead {
  /** The next `count` photos, fewer at the end; starts decoding as many more as `depth` says. */
  take(count: number, depth: number): Promise<readonly Outcome[]>;
}

/**
 * Decodes a list on libuv's threads while the caller's own thread computes. Never more than `depth` photos are under
 * way or waiting, so memory stays bounded however long the list is.
 */
export function decodeAhead(paths: readonly string[], preprocessing: Preprocessing): DecodeAhead {
  const underWay: Promise<Outcome>[] = [];
  let next = 0;

  const decodeNext = async (index: number, path: string): Promise<Outcome> => {
    try {
      return { index, path, photo: await readInput(path, preprocessing), problem: null };
    } catch (thrown) {
      return { index, path, photo: null, problem: problemOf(thrown) };
    }
  };

  const fill = (depth: number): void => {
    const room = Math.max(0, depth - underWay.length);
    const started = paths.slice(next, next + room);
    underWay.push(...started.map((path, offset) => decodeNext(next + offset, path)));
    next += started.length;
  };

  return {
    take(count, depth) {
      fill(Math.max(count, depth));
      const taken = underWay.splice(0, count);
      fill(depth);
      return Promise.all(taken);
    },
  };
}
