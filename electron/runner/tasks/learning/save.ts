import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { encode, withMetadata, type Graph } from '../../../compiler/index.ts';
import { cardKey, type ModelCard, type Prediction, type Sha256 } from '../../../contract/index.ts';
import { writeWhole } from '../../runtime/index.ts';

/**
 * Writes the trained network into the run's folder, its card in its metadata. The bytes depend on nothing but the graph
 * and the card, so that the same run makes the same file.
 *
 * @returns SHA-256 of the file
 */
export async function saveNetwork(graph: Graph, card: ModelCard, folder: string): Promise<Sha256> {
  const bytes = encode(withMetadata(graph, { [cardKey]: JSON.stringify(card) }));
  await writeWhole(join(folder, 'model.onnx'), bytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** One JSON object per line. */
export async function savePredictions(predictions: readonly Prediction[], folder: string): Promise<void> {
  const lines = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
  await writeWhole(join(folder, 'predictions.jsonl'), new TextEncoder().encode(lines));
}
