import {
  cutAt,
  exposeGrams,
  featureDistance,
  gramDistance,
  shapesOf,
  totalVariation,
  type Graph,
  type LossTerm,
} from '../../compiler/index.ts';
import { fail, type DeviceId, type ModelFile } from '../../contract/index.ts';
import { boundTo, dimsOf, opened, refusing } from '../evidence/index.ts';
import { Tensor, type InferenceSession, type Turn } from '../runtime/index.ts';
import { frontNames } from './front.ts';
import { inLayout } from './layout.ts';
import type { Side } from './octaves.ts';

/** Which layers say what is in a picture and how it is painted, and how much each counts. */
export interface StylePlan {
  readonly contentLayer: string;
  readonly styleLayers: readonly string[];
  readonly contentWeight: number;
  readonly styleWeight: number;
  /** Of the network's numbers, a mean over the pixels. */
  readonly totalVariation: number;
}

/** Gram matrices of a picture, each over the number of its positions. */
export type Grams = ReadonlyMap<string, { readonly gram: Float32Array; readonly channels: number }>;

/** The network as far as a style needs it, heads cut off. @throws model/unsupported */
export function styleNetwork(read: Graph, { card }: ModelFile, plan: StylePlan, size: Side): Graph {
  const taps = [...new Set([plan.contentLayer, ...plan.styleLayers])];
  return refusing(card, () => cutAt(boundTo(read, card, { batch: 1, ...size }), taps));
}

/** How a picture is painted. @param numbers  [3, H, W] */
export async function gramsOf(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  plan: StylePlan,
  numbers: Float32Array,
  size: Side,
  turn: Turn,
): Promise<Grams> {
  const network = styleNetwork(read, model, plan, size);
  const shapes = refusing(model.card, () => shapesOf(network));
  const names = plan.styleLayers.map((layer) => `${layer}/gram`);
  const graph = refusing(model.card, () => cutAt(exposeGrams(network, plan.styleLayers), names));
  const session = await opened(graph, model, device);
  try {
    const output = await turn(() => session.run(pictureOf(model, numbers, size)));
    return new Map(
      plan.styleLayers.map((layer) => {
        const [, channels = 0, rows = 1, columns = 1] = shapes.dims(layer);
        const gram = floatsIn(output[`${layer}/gram`]).map((value) => value / (rows * columns));
        return [layer, { gram, channels }] as const;
      }),
    );
  } finally {
    await session.release();
  }
}

/**
 * What a picture is to become: the sum of relative distances, each 1 for a picture without any features, so that weights mean
 * the same for every network.
 *
 *     Σ |F − P|² / Σ |P|²   and   Σ |G − A|² / Σ |A|², a mean over the style's layers
 *
 * @see Gatys, Ecker and Bethge, "Image style transfer using convolutional neural networks", 2016, equations 1 to 7
 */
export function styleTerms(
  graph: Graph,
  plan: StylePlan,
  grams: Grams,
  variation: number,
): { readonly terms: readonly [LossTerm, ...LossTerm[]]; readonly targets: Readonly<Record<string, Tensor>> } {
  const shapes = shapesOf(graph);
  const { contentLayer, styleLayers } = plan;
  const targets: Record<string, Tensor> = {};
  const styles = styleLayers.map((layer, at): LossTerm => {
    const { gram, channels } = grams.get(layer) ?? fail('lab/unfit', { reason: `there is no style of "${layer}".` });
    const [, , rows = 1, columns = 1] = shapes.dims(layer);
    targets[`${layer}/gram/target`] = new Tensor(
      'float32',
      gram.map((value) => value * rows * columns),
      [1, channels, channels],
    );
    const square = gram.reduce((sum, value) => sum + value * value, 0);
    // Undoes 1 / (4 · C² · (H · W)²) of `gramDistance`.
    const weight = (4 * channels ** 2) / Math.max(square, Number.MIN_VALUE);
    return {
      loss: gramDistance({ features: layer }),
      name: `style/${at}`,
      weight: (plan.styleWeight * weight) / styleLayers.length,
    };
  });
  const content: LossTerm = {
    ...{ loss: featureDistance({ features: contentLayer }), name: 'content', weight: contentWeightName },
  };
  const calm: LossTerm[] =
    variation > 0
      ? [{ loss: totalVariation({ image: frontNames.picture }), name: 'variation', weight: variation }]
      : [];
  return { terms: [content, ...styles, ...calm], targets };
}

/** A scalar input: tiles of a photo hold more or less. */
const contentWeightName = 'content/weight';

/** Of a photo or of a part of it: what its content is to stay. */
export async function contentTargets(
  session: InferenceSession,
  model: ModelFile,
  plan: StylePlan,
  numbers: Float32Array,
  size: Side,
): Promise<Readonly<Record<string, Tensor>>> {
  const value = (await session.run(pictureOf(model, numbers, size)))[plan.contentLayer];
  const features = floatsIn(value).slice();
  const square = features.reduce((sum, feature) => sum + feature * feature, 0);
  const weight = (2 * plan.contentWeight) / Math.max(square, 1e-12);
  return {
    [`${plan.contentLayer}/target`]: new Tensor('float32', features, value?.dims),
    [contentWeightName]: new Tensor('float32', Float32Array.of(weight), []),
  };
}

const pictureOf = ({ card }: ModelFile, numbers: Float32Array, size: Side): Record<string, Tensor> => ({
  [card.inputName]: new Tensor('float32', inLayout(numbers, size, card), dimsOf(card, { batch: 1, ...size })),
});

function floatsIn(value: InferenceSession.OnnxValueMapType[string] | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  return fail('lab/unfit', { reason: 'the network gives no numbers of 32 bits.' });
}
