import { Emit, floatTensor, tensorValue, verify, type Graph } from '../../../../compiler/index.ts';
import type { ModelCard } from '../../../../contract/index.ts';
import {
  emitScores,
  headBias,
  tapWeight,
  weightsByTap,
  type HypercolumnNetwork,
  type PixelHead,
} from '../../../hypercolumns/index.ts';

/** An ordinary network of the shelf. */
export interface Segmenter {
  /** `picture` float32 [1, 3, height, width] (or channels last) to `scores` float32 [1, C, height, width]. */
  readonly graph: Graph;
  readonly card: ModelCard;
}

/**
 * The network, its taps and a head as one graph for pictures of the network's size: the card's preprocessing in, class
 * scores before softmax out.
 *
 * Law: equals describing a picture and applying the head to its features.
 */
export function exportSegmenter(
  network: HypercolumnNetwork,
  head: PixelHead,
  classNames: readonly string[],
): Segmenter {
  const { graph, taps, size, card } = network;
  const emit = new Emit(graph);
  const weights = weightsByTap(taps, head);
  for (const [at, { channels }] of taps.entries())
    emit.constant(floatTensor(tapWeight(at), [classNames.length, channels, 1, 1], weights[at] ?? []));
  emit.constant(floatTensor(headBias, [classNames.length], head.bias));
  const maps = graph.outputs.map(({ name }) => name);
  const scores = emitScores(emit, taps, maps, size);
  const whole: Graph = {
    ...graph,
    nodes: [...graph.nodes, ...emit.nodes],
    initializers: [...graph.initializers, ...emit.initializers],
    outputs: [tensorValue(scores, 'float32', [1, classNames.length, size.height, size.width])],
    metadata: [],
    producer: 'Fovea',
  };
  return { graph: verify(whole, 'exportSegmenter'), card: cardFor(card, network, scores, classNames) };
}

/** A photo of any size is squeezed onto the network's; what the base was measured with says nothing of this one. */
const cardFor = (
  card: ModelCard,
  { graph, size }: HypercolumnNetwork,
  scores: string,
  classNames: readonly string[],
): ModelCard => ({
  name: `${card.name.slice(0, 100)} segmenter`,
  task: 'segmentation',
  preprocessing: { ...card.preprocessing, fit: 'squash', shortSide: Math.min(size.width, size.height), ...size },
  ...{ inputName: graph.inputs[0]?.name ?? '', outputName: scores, outputKind: 'logits', classNames: [...classNames] },
  ...{ licence: card.licence, source: card.source, accuracy: null, notes: null, confirmed: true },
});
