import { shapesOf, type Graph } from '../../../../compiler/index.ts';
import { fail, type LabMethod, type LabSettingsOf, type ModelCard } from '../../../../contract/index.ts';
import { boundTo, dimsOf, layersOf, opened } from '../../../evidence/index.ts';
import { Tensor } from '../../../runtime/index.ts';
import {
  inLayout,
  middleLayer,
  numbersOfPicture,
  paintOctaves,
  scaledDistance,
  type Side,
  type Wish,
} from '../../../synthesis/index.ts';
import { derived } from '../../../vision/index.ts';
import { framesOf } from '../frames.ts';
import { colorSheet } from '../colorSheet.ts';
import { seenPhoto } from '../seenPhoto.ts';
import type { LabWork } from '../work.ts';
import { curveOf } from './curves.ts';
import { apart } from './several.ts';
import { calming, cardOf, outlineOf, sideOf } from './settings.ts';
import { networkUntil } from './targets.ts';

type Settings = Omit<LabSettingsOf<'inversion'>, 'method'> & { readonly layer: string };
type Work = Pick<LabWork<LabMethod>, 'model' | 'device' | 'folder' | 'photos' | 'stop' | 'turn' | 'progress'>;

/** What a distance of 1 counts, beside what keeps a picture calm: about as much as the score of a class. */
const strength = 300;

/** The layer that was asked for, or one in the middle. @throws lab/no-layer, lab/unfit */
export function layerFor(read: Graph, card: ModelCard, wished: string | null): string {
  const layers = layersOf(boundTo(read, card, 1), card);
  const found = wished === null ? middleLayer(layers) : layers.find(({ name }) => name === wished);
  if (!found) return fail('lab/no-layer', { model: card.name, layer: wished ?? '' });
  return found.name;
}

/**
 * Pictures whose activations at a layer are mixtures of those of photos.
 *
 * @param mixes  [pictures][photos] how much of the activations of each
 */
export async function inverted(
  work: Work,
  read: Graph,
  settings: Settings,
  paths: readonly string[],
  mixes: readonly (readonly number[])[],
) {
  const { card } = work.model;
  const { layer, steps, rate, jitter, blur, seed } = settings;
  const batch = mixes.length;
  const frames = framesOf(work.folder, steps);
  const distances = mixes.map((): number[] => []);
  const wishAt = async (size: Side): Promise<Wish> => {
    const features: Float32Array[] = [];
    for (const path of paths) features.push(await featuresOf(work, read, layer, path, size));
    const graph = networkUntil(read, card, layer, batch, size);
    return { graph, terms: [aim(layer), ...calming(settings, card)], fed: targetsOf(graph, layer, features, mixes) };
  };
  const plan = { ...outlineOf(settings, card), batch, wishAt, from: null };
  const numbers = await paintOctaves(work.model, work.device, plan, {
    ...{ card, steps, rate, jitter, blur, update: 'adam', stop: work.stop, turn: work.turn },
    rng: derived(seed, 'inversion'),
    async onStep(step, losses, show, size) {
      for (const [slot, own] of distances.entries()) own.push(Math.sqrt(losses[slot] ?? 0));
      const loss = losses.reduce((sum, value) => sum + value / batch, 0);
      const frame = frames.isDue(step) ? frames.add(colorSheet(apart(await show(), batch, size, card)).picture) : null;
      work.progress({ done: step + 1, total: steps, loss, frame });
    },
  });
  await frames.written();
  const side = sideOf(settings, card);
  const originals = await Promise.all(paths.map(async (path) => (await seenPhoto(path, cardOf(card, side))).pixels));
  return {
    ...{ originals, pictures: apart(numbers, batch, side, card), frames: frames.files },
    curves: distances.map((own, at) => curveOf(`${at + 1}`, own)),
    distance: distances.reduce((sum, own) => sum + (own.at(-1) ?? 0) / batch, 0),
  };
}

const aim = (layer: string) => ({ loss: scaledDistance(layer), name: 'aim', weight: strength });

/** Activations of a photo at one layer. */
async function featuresOf(
  { model, device, turn, stop }: Work,
  read: Graph,
  layer: string,
  path: string,
  size: Side,
): Promise<Float32Array> {
  const { card } = model;
  const { pixels } = await seenPhoto(path, cardOf(card, size));
  const session = await opened(networkUntil(read, card, layer, 1, size), model, device);
  try {
    stop.throwIfAborted();
    const numbers = inLayout(numbersOfPicture(pixels, card), size, card);
    const picture = new Tensor('float32', numbers, dimsOf(card, { batch: 1, ...size }));
    const value = (await turn(() => session.run({ [card.inputName]: picture })))[layer]?.data;
    return value instanceof Float32Array ? value.slice() : fail('lab/no-layer', { model: card.name, layer });
  } finally {
    await session.release();
  }
}

/** The mixtures, and 1 / their squared length. */
function targetsOf(
  graph: Graph,
  layer: string,
  features: readonly Float32Array[],
  mixes: readonly (readonly number[])[],
): Record<string, Tensor> {
  const length = features[0]?.length ?? 0;
  const targets = new Float32Array(mixes.length * length);
  const scale = new Float32Array(mixes.length);
  for (const [slot, mix] of mixes.entries()) {
    const own = targets.subarray(slot * length, (slot + 1) * length);
    for (const [photo, share] of mix.entries())
      for (let at = 0; at < length; at += 1) own[at] = (own[at] ?? 0) + share * (features[photo]?.[at] ?? 0);
    scale[slot] =
      1 /
      Math.max(
        1e-12,
        own.reduce((sum, value) => sum + value * value, 0),
      );
  }
  return {
    [`${layer}/target`]: new Tensor('float32', targets, shapesOf(graph).dims(layer)),
    [`${layer}/scale`]: new Tensor('float32', scale, [mixes.length]),
  };
}
