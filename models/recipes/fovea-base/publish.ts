import { createHash } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { encode, withMetadata, type Graph } from '../../../electron/compiler/index.ts';
import { cardKey } from '../../../electron/contract/index.ts';
import { classListsIn, fullCard, type BuiltInModel, type ShortCard } from '../../../electron/engine/models/index.ts';
import { preprocessingOf } from './examples.ts';
import type { Judgement } from './judge.ts';
import { tileSide } from './tiles.ts';

/** What Fovea needs to know about the network in order to use it. */
export const cardOf = ({ photos, top1, top5 }: Judgement): ShortCard => ({
  name: 'fovea-base',
  task: 'classification',
  preprocessing: preprocessingOf(tileSide),
  inputName: 'image',
  outputName: 'logits',
  outputKind: 'logits',
  labels: 'fovea-base',
  licence: 'Apache-2.0',
  source: 'models/recipes/fovea-base',
  accuracy: { on: `${photos} photos of its 200 classes, ${tileSide} pixels wide`, top1, top5 },
  notes: 'Sees a photo at 64 pixels: quick on any machine, and blind to small things. Trained by Fovea itself.',
  confirmed: true,
});

/**
 * Writes what travels with Fovea:
 *
 *   fovea-base/model.onnx   its card in its metadata
 *   fovea-base/log.jsonl    a line per epoch, and one per phase
 *   manifest.json           its hash and its card
 */
export async function publish(network: Graph, judgement: Judgement, log: string, folder: string): Promise<void> {
  const card = cardOf(judgement);
  const whole = await fullCard(card, classListsIn(folder));
  const bytes = encode(withMetadata(network, { [cardKey]: JSON.stringify(whole) }));
  const file = 'fovea-base/model.onnx';
  await mkdir(join(folder, 'fovea-base'), { recursive: true });
  await writeFile(join(folder, file), bytes);
  await copyFile(log, join(folder, 'fovea-base', 'log.jsonl'));
  const models: readonly BuiltInModel[] = [{ hash: createHash('sha256').update(bytes).digest('hex'), file, card }];
  const text = await format(JSON.stringify({ models }), { parser: 'json', printWidth: 120 });
  await writeFile(join(folder, 'manifest.json'), text);
}
