import {
  cutFrom,
  featuresOf,
  floatsOf,
  floatTensor,
  foldBatchNorm,
  GraphError,
  headBias,
  headWeight,
  replaceHead,
  tensorValue,
  upgrade,
  withOneVsRestProbabilities,
  type Graph,
  type Initializer,
} from '../../../compiler/index.ts';
import { fail, type KnownModel, type ModelCard } from '../../../contract/index.ts';
import { readGraph } from '../../runtime/index.ts';
import type { Calibration, LinearHead } from '../../training/index.ts';

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

/** What the part of a network that learns is called at its entrance. */
export const entrance = 'entrance';

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

/** The base with a linear head on one of its values; `logits` [1, C] is the only output. */
export function withHead({ bound }: Base, value: string, { weight, bias }: HeadWeights): Graph {
  const classes = bias.length;
  const layer = {
    outputs: classes,
    weight: floatTensor('', [classes, weight.length / classes], weight),
    bias: floatTensor('', [classes], bias),
  };
  return replaceHead(bound, { features: value, layers: [layer] });
}

/** What follows a value of a network, as a network of its own. */
export const tailFrom = (graph: Graph, value: string): Graph =>
  graph.inputs.some(({ name }) => name === value) ? graph : cutFrom(graph, value, entrance);

/** Numbers learned in a part of a network, put into the whole; other initializers stay. */
export function withLearned(whole: Graph, learned: Graph): Graph {
  const byName = new Map(learned.initializers.map((tensor) => [tensor.name, tensor] as const));
  return { ...whole, initializers: whole.initializers.map((tensor) => byName.get(tensor.name) ?? tensor) };
}

/**
 * A head before it has learned anything; biases are 0.
 *
 * @see Glorot and Bengio, 2010, equation 16 (xavier); He et al., 2015, equation 10 (he)
 */
export function drawnHead(
  outputs: number,
  features: number,
  rule: 'solved' | 'xavier' | 'he',
  rng: () => number,
): HeadWeights {
  const bound = rule === 'he' ? Math.sqrt(6 / features) : Math.sqrt(6 / (features + outputs));
  const weight = Float32Array.from({ length: outputs * features }, () => bound * (2 * rng() - 1));
  return { weight, bias: new Float32Array(outputs) };
}

/** The numbers of the head in a trained network. */
export function headOf(network: Graph): HeadWeights {
  const numbers = (name: string): Float32Array => {
    const tensor = network.initializers.find((initializer) => initializer.name === name);
    const floats = tensor && floatsOf(tensor);
    if (!floats) throw new Error(`The trained network has no "${name}".`);
    return Float32Array.from(floats);
  };
  return { weight: numbers(headWeight(1)), bias: numbers(headBias(1)) };
}

/** The same network with other numbers in its head, for as many classes as they have. */
export function withHeadWeights(network: Graph, head: HeadWeights): Graph {
  const tensors = headTensors(head);
  return {
    ...network,
    initializers: network.initializers.map((tensor) => tensors.get(tensor.name) ?? tensor),
    outputs: network.outputs.map((output) => tensorValue(output.name, 'float32', [1, head.bias.length])),
  };
}

/** A head's numbers under the names that its parameters have in a network. */
export const headTensors = ({ weight, bias }: HeadWeights): ReadonlyMap<string, Initializer> =>
  new Map(
    [
      floatTensor(headWeight(1), [bias.length, weight.length / bias.length], weight),
      floatTensor(headBias(1), [bias.length], bias),
    ].map((tensor) => [tensor.name, tensor] as const),
  );

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
