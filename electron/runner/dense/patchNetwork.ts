import { foldBatchNorm, GraphError, tensorValue, upgrade, type Graph } from '../../compiler/index.ts';
import { fail, type ModelFile } from '../../contract/index.ts';
import { readGraph } from '../runtime/index.ts';

/**
 * A classifier for one patch of its card's size, batch normalization folded. What the file states of inner shapes is
 * derived anew.
 *
 * @throws model/not-onnx, model/bad-card
 */
export async function readPatchNetwork({ path, card }: ModelFile): Promise<Graph> {
  const graph = foldBatchNorm(upgrade(await readGraph(path)));
  const { layout, width, height } = card.preprocessing;
  if (layout !== 'NCHW') return notDense(card.name, 'its pictures have their channels last.');
  if (!graph.inputs.some(({ name }) => name === card.inputName))
    return fail('model/bad-card', { model: card.name, reason: `it has no input "${card.inputName}".` });
  const inputs = graph.inputs.map((input) =>
    input.name === card.inputName ? tensorValue(input.name, 'float32', [1, 3, height, width]) : input,
  );
  return { ...graph, inputs, outputs: [{ name: card.outputName, type: null }], values: [] };
}

/** Runs a pass; what it refuses is said of the model. @throws model/unsupported */
export function dense<T>(model: string, pass: () => T): T {
  try {
    return pass();
  } catch (thrown) {
    if (thrown instanceof GraphError) return notDense(model, thrown.message);
    throw thrown;
  }
}

const notDense = (model: string, reason: string): never => fail('model/unsupported', { model, reason });
