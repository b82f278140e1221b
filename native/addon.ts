// Finds the addon, loads it once, types it, and says why where it cannot.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CrfProblem, CrfSettings } from './denseCrf.ts';
import type { GraphProblem, GraphSegmentation } from './graphSegmentation.ts';
import type { SvmProblem, SvmSolution } from './linearSvm.ts';
import type { AlignProblem } from './regionAlign.ts';
import type { Grouping, GroupingProblem, Hierarchy } from './selectiveSearch.ts';

/** What src/addon.cc registers. */
export interface Addon {
  trainLinearSvm(
    problem: SvmProblem & { readonly machines: number },
    threads: number,
    cancel: Uint8Array,
  ): Promise<SvmSolution>;
  refineByCrf(
    problem: CrfProblem & CrfSettings & { readonly leastProbability: number; readonly exact: boolean },
    threads: number,
    cancel: Uint8Array,
  ): Promise<Float32Array>;
  segmentByGraph(
    problem: GraphProblem,
    taps: Float64Array,
    threads: number,
    cancel: Uint8Array,
  ): Promise<GraphSegmentation>;
  alignRegions(
    problem: AlignProblem,
    aligned: Float32Array,
    threads: number,
    cancel: Uint8Array,
  ): Promise<Float32Array>;
  groupRegions(
    problem: Pick<GroupingProblem, 'rgb' | 'height' | 'width' | 'ks'>,
    taps: { readonly sigma: Float64Array; readonly smooth: Float64Array; readonly slope: Float64Array },
    spaces: Uint8Array,
    strategies: Uint8Array,
    threads: number,
    cancel: Uint8Array,
  ): Promise<{
    readonly hierarchies: readonly Omit<Hierarchy, 'space' | 'k' | 'strategy'>[];
    readonly regions: Grouping['regions'];
  }>;
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

/** @throws  an Error where `nativeFailure` is not null */
export function addonHere(): Addon {
  loaded ??= load();
  if (!loaded.addon) throw new Error(`There is no native addon: ${loaded.failure}`);
  return loaded.addon;
}
