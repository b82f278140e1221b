// What the benchmarks of the lab share: one method made in a folder of its own, as the engine would ask for it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabSettings, type KnownModel, type LabResult } from '../../../electron/contract/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { atOnce, scopeOf } from '../photographers/collection.ts';

export const shared = ((): string => {
  const found = sharedDir();
  if (found === null) throw new Error(sharedAbsent);
  return found;
})();

/** A network of the shared folder, or `fovea-base`. Nobody asks for its hash here. */
export async function modelNamed(name: string): Promise<KnownModel> {
  const file = name === 'fovea-base' ? builtIn() : await sharedModel(shared, name);
  return { ...file, hash: '0'.repeat(64) };
}

export interface MadeResult extends LabResult {
  readonly folder: string;
}

/** @param settings  as a person would write them */
export async function made(
  settings: object,
  asked: { readonly model: KnownModel; readonly others?: readonly KnownModel[]; readonly photos?: readonly string[] },
  folder = mkdtempSync(join(tmpdir(), 'fovea-lab-')),
): Promise<MadeResult> {
  const result = await makeInLab(
    { others: [], photos: [], device: 'cpu', folder, ...asked, settings: LabSettings.parse(settings) },
    scopeOf(() => undefined),
    atOnce,
  );
  return { ...result, folder };
}
