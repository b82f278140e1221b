// The door of what is written in C++: the addon where it was built, its twin in TypeScript for the tests.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { descend, machinesOf, type SvmProblem, type SvmSolution } from './linearSvm.ts';

export { descend, machinesOf, type SvmProblem, type SvmSolution };

/** What src/addon.cc registers. */
interface Addon {
  trainLinearSvm(
    problem: SvmProblem & { readonly machines: number },
    threads: number,
    cancel: Uint8Array,
  ): Promise<SvmSolution>;
}

/** In a clone the sources lie beside the build; the packaged program is one file in dist/. */
const folders = [join(import.meta.dirname, 'build'), join(import.meta.dirname, '../native/build')];

let loaded: { readonly addon: Addon | null; readonly failure: string } | undefined;

function load(): NonNullable<typeof loaded> {
  const files = folders.map((folder) => join(folder, `${process.platform}-${process.arch}`, 'fovea_native.node'));
  const file = files.find((path) => existsSync(path));
  if (file === undefined) return { addon: null, failure: 'It was not built; `npm run native:build` does.' };
  try {
    return { addon: createRequire(import.meta.url)(file) as Addon, failure: '' };
  } catch (thrown) {
    return { addon: null, failure: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Why the addon is not used, in words; null where it is. */
export function nativeFailure(): string | null {
  loaded ??= load();
  return loaded.addon === null ? loaded.failure : null;
}

/**
 * Support vector machines by dual coordinate descent, away from this thread; the answer is the same for any number of
 * threads. The arrays must not change until it is there.
 *
 * @throws  the reason of `stop`, soon after it; an Error where `nativeFailure` is not null
 */
export async function trainLinearSvm(problem: SvmProblem, threads: number, stop?: AbortSignal): Promise<SvmSolution> {
  loaded ??= load();
  if (!loaded.addon) throw new Error(`There is no native addon: ${loaded.failure}`);
  stop?.throwIfAborted();
  const cancel = new Uint8Array(1);
  const raise = (): void => void (cancel[0] = 1);
  stop?.addEventListener('abort', raise);
  try {
    return await loaded.addon.trainLinearSvm({ ...problem, machines: machinesOf(problem.classes) }, threads, cancel);
  } catch (thrown) {
    stop?.throwIfAborted();
    throw thrown;
  } finally {
    stop?.removeEventListener('abort', raise);
  }
}
