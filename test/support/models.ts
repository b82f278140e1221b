import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, readMetadata } from '../../electron/compiler/index.ts';
import { cardKey, ModelCard, type ModelFile } from '../../electron/contract/index.ts';
import { classListsIn } from '../../electron/engine/models/classNames.ts';
import { readSidecar } from '../../electron/engine/models/sidecar.ts';
import { repository } from './fovea.ts';

/** The network in the box. */
export function builtIn(): ModelFile {
  const path = join(repository, 'models/fovea-base/model.onnx');
  const card: unknown = JSON.parse(readMetadata(decode(readFileSync(path)), cardKey) ?? 'null');
  return { path, card: ModelCard.parse(card) };
}

/** A network of the shared folder under the card that its description makes, as on the shelf. */
export async function sharedModel(shared: string, name: string): Promise<ModelFile> {
  const path = join(shared, 'models', `${name}.onnx`);
  const described = await readSidecar(path.replace(/onnx$/, 'json'), classListsIn(join(repository, 'models')));
  if (!described) throw new Error(`${name} has no description.`);
  return { path, card: described.card };
}
