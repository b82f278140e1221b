import {
  cutFrom,
  floatsOf,
  floatTensor,
  headBias,
  headWeight,
  replaceHead,
  tensorValue,
  type Graph,
  type Initializer,
} from '../../../compiler/index.ts';
import type { Base, HeadWeights } from '../../training/index.ts';

/** What the part of a network that learns is called at its entrance. */
export const entrance = 'entrance';

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
