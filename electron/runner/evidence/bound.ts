import { foldBatchNorm, GraphError, tensorValue, upgrade, type Graph } from '../../compiler/index.ts';
import { fail, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { readGraph } from '../runtime/index.ts';

/** Pictures of one run, and pixels of each side; as the card says where absent. */
export interface PictureSize {
  readonly batch: number;
  readonly width?: number;
  readonly height?: number;
}

const pictureAxes = 3;

/** Reads a network in today's operators, batch normalizations folded. @throws model/not-onnx */
export const readFolded = async ({ path }: Pick<ModelFile, 'path'>): Promise<Graph> =>
  foldBatchNorm(upgrade(await readGraph(path)));

/** [N, 3, H, W] or [N, H, W, 3], as the card says. */
export function dimsOf({ preprocessing }: ModelCard, size: number | PictureSize): number[] {
  const {
    batch,
    width = preprocessing.width,
    height = preprocessing.height,
  } = typeof size === 'number' ? { batch: size } : size;
  return preprocessing.layout === 'NCHW' ? [batch, pictureAxes, height, width] : [batch, height, width, pictureAxes];
}

/**
 * The network for so many pictures of one size, every shape of it known; what the file states of inner shapes is derived
 * anew.
 *
 * @throws model/bad-card  it has no such input
 */
export function boundTo(read: Graph, card: ModelCard, size: number | PictureSize): Graph {
  if (!read.inputs.some(({ name }) => name === card.inputName))
    fail('model/bad-card', { model: card.name, reason: `it has no input "${card.inputName}".` });
  return {
    ...read,
    inputs: read.inputs.map((input) =>
      input.name === card.inputName ? tensorValue(input.name, 'float32', dimsOf(card, size)) : input,
    ),
    outputs: read.outputs.map(({ name }) => ({ name, type: null })),
    values: [],
  };
}

/** Whatever a pass of the compiler refuses, as a person reads it. @throws model/unsupported, lab/no-gradient, lab/unfit */
export function refusing<T>({ name: model }: ModelCard, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    if (thrown.code === 'graph/no-gradient')
      return fail('lab/no-gradient', { model, op: thrown.facts['op'] ?? '', node: thrown.facts['node'] ?? '' });
    if (thrown.code === 'graph/unreached')
      return fail('lab/unfit', {
        reason: `"${thrown.facts['value'] ?? ''}" has no part in "${thrown.facts['of'] ?? ''}".`,
      });
    return fail('model/unsupported', { model, reason: thrown.message });
  }
}
