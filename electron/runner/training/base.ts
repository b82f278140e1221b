import {
  featuresOf,
  foldBatchNorm,
  GraphError,
  tensorValue,
  upgrade,
  withOneVsRestProbabilities,
  type Graph,
} from '../../compiler/index.ts';
import { fail, type KnownModel, type ModelCard } from '../../contract/index.ts';
import { readGraph } from '../runtime/index.ts';
import type { Calibration } from './heads/calibration.ts';
import type { LinearHead } from './heads/solvers/index.ts';

/** The network that a run starts from. */
export interface Base {
  readonly card: ModelCard;
  /** As the file says, in today's operators; lengths that the file leaves open are open. */
  readonly open: Graph;
  /** The same for one picture of the card's size, so that every shape is known. */
  readonly bound: Graph;
  /** The value that a new head reads. */
  readonly features: string;
}

/** Of a linear classifier: [C, F] and [C]. */
export type HeadWeights = Pick<LinearHead, 'weight' | 'bias'>;

/**
 * Reads a network for training.
 *
 * @param folds  whether batch normalizations become part of the layers before them, which freezes their statistics
 * @throws model/unsupported  it does not take one picture, or there are no features in it
 */
export async function openBase({ path, card }: KnownModel, folds: boolean): Promise<Base> {
  const upgraded = upgrade(await readGraph(path));
  const open = folds ? foldBatchNorm(upgraded) : upgraded;
  const bound = boundTo(open, card);
  try {
    return { card, open, bound, features: featuresOf(bound, card.outputName) };
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    return fail('model/unsupported', { model: card.name, reason: thrown.message });
  }
}

/** The graph for one picture of the card's size. What a file states of inner shapes is derived anew. */
function boundTo(graph: Graph, { name: model, inputName, preprocessing }: ModelCard): Graph {
  const { layout, width, height } = preprocessing;
  const picture = layout === 'NCHW' ? [3, height, width] : [height, width, 3];
  if (!graph.inputs.some(({ name }) => name === inputName))
    fail('model/bad-card', { model, reason: `it has no input "${inputName}".` });
  const inputs = graph.inputs.map((input) =>
    input.name === inputName ? tensorValue(inputName, 'float32', [1, ...picture]) : input,
  );
  return { ...graph, inputs, outputs: graph.outputs.map(({ name }) => ({ name, type: null })), values: [] };
}

/** A head whose scores are what the calibration makes of them before its exponential. */
export function calibrated({ weight, bias }: HeadWeights, calibration: Calibration): HeadWeights {
  const classes = bias.length;
  const width = weight.length / classes;
  const slope = (k: number): number =>
    calibration.kind === 'temperature' ? 1 / calibration.temperature : (calibration.slopes[k] ?? 1);
  const offset = (k: number): number => (calibration.kind === 'temperature' ? 0 : (calibration.offsets[k] ?? 0));
  return {
    weight: weight.map((value, i) => value * slope(Math.floor(i / width))),
    bias: bias.map((value, k) => value * slope(k) + offset(k)),
  };
}

/**
 * A finished network as it is saved: any number of pictures at once where the base took any, and the answer in the form
 * that the card says.
 */
export function finished(base: Base, whole: Graph, answers: 'softmax' | 'shares' | 'each'): Graph {
  const declared = base.open.inputs.find(({ name }) => name === base.card.inputName);
  const [logits] = whole.outputs;
  if (!declared || !logits) throw new Error('A network without input or output was trained.');
  const [batch = 'N'] = declared.type?.kind === 'tensor' ? (declared.type.shape ?? []) : [];
  const classes = logits.type?.kind === 'tensor' ? (logits.type.shape?.[1] ?? '') : '';
  const open: Graph = {
    ...whole,
    inputs: whole.inputs.map((input) => (input.name === declared.name ? declared : input)),
    outputs: [tensorValue(logits.name, 'float32', [batch, classes])],
    metadata: [],
    producer: 'Fovea',
  };
  return answers === 'softmax' ? open : withOneVsRestProbabilities(open, answers === 'shares');
}
