import type { FoundFile } from '../library/index.ts';

/** A file counts as finished when it is the same at two looks that far apart. */
export const settleMs = 1000;

interface Look {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly atMs: number;
}

/** Holds files back while somebody may still be writing them. */
export class Settling {
  readonly #looks = new Map<string, Look>();

  /** Files that wait for their second look. */
  get waiting(): string[] {
    return [...this.#looks.keys()];
  }

  /** Those of `files` that have not changed for a second; the others wait. */
  settled(files: readonly FoundFile[], nowMs: number): FoundFile[] {
    return files.filter(({ path, bytes, modifiedMs }) => {
      const before = this.#looks.get(path);
      const isSame = before?.bytes === bytes && before.modifiedMs === modifiedMs;
      if (before && isSame && nowMs - before.atMs >= settleMs) {
        this.#looks.delete(path);
        return true;
      }
      if (!isSame) this.#looks.set(path, { bytes, modifiedMs, atMs: nowMs });
      return false;
    });
  }

  /** Files that were looked for and are not among those found have gone again. */
  forget(paths: readonly string[]): void {
    for (const path of paths) this.#looks.delete(path);
  }
}
