import {
  cutFrom,
  foldBatchNorm,
  GraphError,
  intsAttribute,
  tensorValue,
  upgrade,
  type Graph,
} from '../../compiler/index.ts';
import { fail, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { readGraph } from '../runtime/index.ts';

/**
 * A classifier for one patch of its card's size, batch normalization folded. What the file states of inner shapes is
 * derived anew.
 *
 * @throws model/not-onnx, model/bad-card
 */
export async function readPatchNetwork({ path, card }: ModelFile): Promise<Graph> {
  const graph = foldBatchNorm(upgrade(await readGraph(path)));
  if (!graph.inputs.some(({ name }) => name === card.inputName))
    return fail('model/bad-card', { model: card.name, reason: `it has no input "${card.inputName}".` });
  const { layout, width, height } = card.preprocessing;
  const sized = withInput(graph, card, layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3]);
  return layout === 'NCHW' ? sized : channelsFirst(sized, card);
}

const withInput = (graph: Graph, { inputName, outputName }: ModelCard, dims: readonly number[]): Graph => ({
  ...graph,
  inputs: graph.inputs.map((input) => (input.name === inputName ? tensorValue(inputName, 'float32', dims) : input)),
  outputs: [{ name: outputName, type: null }],
  values: [],
});

/** A network that takes its channels last puts them first at once: what follows is the network. */
function channelsFirst(graph: Graph, { name, inputName }: ModelCard): Graph {
  const first = graph.nodes.filter(({ inputs }) => inputs.includes(inputName));
  const [turn] = first;
  const isTurned = turn?.op === 'Transpose' && intsAttribute(turn, 'perm')?.join() === '0,3,1,2';
  return isTurned && first.length === 1
    ? dense(name, () => cutFrom(graph, turn.outputs[0] ?? '', inputName))
    : notDense(name, 'its channels come last.');
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
