import { FoveaError, problemOf, type Problem } from '../../contract/index.ts';
import { walk } from './walk.ts';

/** What became of one file of many. */
export interface WorkedFile<R> {
  readonly index: number;
  readonly path: string;
  /** Paths that were written for it. */
  readonly written: readonly string[];
  readonly result: R | null;
  readonly problem: Problem | null;
}

export interface OverFiles<R> {
  /** Files, and folders with everything in them. */
  readonly roots: readonly string[];
  /** Areas of errors that concern one photo, as `photo`; what concerns all alike ends the job: the model, the disk. */
  readonly ofThePhoto: RegExp;
  /**
   * @param onWritten  takes each path that was written
   * @param tell       how much of this file is done, 0 to 1
   */
  readonly work: (path: string, onWritten: (path: string) => void, tell: (part: number) => void) => Promise<R>;
  readonly onProgress: (step: { done: number; total: number; file: WorkedFile<R> | null }) => void;
  readonly signal: AbortSignal;
}

/** Works on files in the order found; one that cannot be read is reported with its reason and the rest goes on. */
export async function overFiles<R>(asked: OverFiles<R>): Promise<{ done: number; failed: number }> {
  const { roots, ofThePhoto, work, onProgress, signal } = asked;
  const paths: string[] = [];
  for await (const { path } of walk(roots, signal)) paths.push(path);
  const total = paths.length;
  let failed = 0;
  for (const [index, path] of paths.entries()) {
    const written: string[] = [];
    const tell = (part: number): void => onProgress({ done: index + part, total, file: null });
    const end = (result: R | null, problem: Problem | null): void =>
      onProgress({ done: index + 1, total, file: { index, path, written, result, problem } });
    try {
      end(await work(path, (file) => written.push(file), tell), null);
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof FoveaError) || !ofThePhoto.test(thrown.code)) throw thrown;
      failed += 1;
      end(null, problemOf(thrown));
    }
  }
  return { done: total, failed };
}
