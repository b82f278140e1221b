import { fail, failure, type LabLayer, type LabSettingsOf, type ModelCard } from '../../../../contract/index.ts';
import { boundTo, layersOf, readFolded } from '../../../evidence/index.ts';
import { readPicture } from '../../../pixels/index.ts';
import {
  firstOfStages,
  middleLayer,
  numbersOfPicture,
  pictureOfNumbers,
  restyle,
  scaledTo,
  type Side,
  type StylePlan,
} from '../../../synthesis/index.ts';
import { derived } from '../../../vision/index.ts';
import { framesOf } from '../frames.ts';
import { writeResult } from '../pictures.ts';
import type { LabMaker } from '../work.ts';
import { unitOf } from './settings.ts';
import { curveOf } from './curves.ts';

/** Layers are looked for at the least size at which a usual network still has several stages. */
const listed = 224;

/**
 * A photo painted as another picture is: what a layer in the middle sees is kept, and how often features of every stage fire
 * together becomes the other picture's.
 *
 * measures: "loss left", of what it was at the first step.
 */
export const style: LabMaker<'style'> = async (work) => {
  const { model, device, folder, turn, stop } = work;
  const { card } = model;
  const [contentPath, stylePath] = work.photos;
  if (contentPath === undefined || stylePath === undefined)
    throw failure('lab/unfit', { reason: 'it needs two photos: one to paint, and one that is painted so.' });
  const read = await readFolded(model);
  const settings = completed(
    work.settings,
    layersOf(boundTo(read, card, { batch: 1, width: listed, height: listed }), card),
    card,
  );
  const content = sourceOf(contentPath, card);
  const like = sourceOf(stylePath, card);
  const size = scaledTo(await sizeOfPhoto(contentPath), settings.size);
  const frames = framesOf(folder, settings.steps);
  const losses: number[] = [];
  const numbers = await restyle(
    read,
    model,
    device,
    {
      ...{ size, content, style: like, styleSize: await sizeOfPhoto(stylePath) },
      from: settings.from === 'content' ? content : (own) => noiseOf(own, settings.seed),
    },
    {
      plan: planOf(settings, card),
      ...{ steps: settings.steps, rate: settings.rate * unitOf(card), turn, stop },
      onStep(done, total, loss, now, own) {
        losses.push(loss);
        const frame = frames.isDue(done - 1) ? frames.add(pictureOfNumbers(now, own, card)) : null;
        work.progress({ done, total, loss, frame });
      },
    },
  );
  await frames.written();
  const write = async (at: Float32Array, file: string, role: 'original' | 'result', side: Side) =>
    writeResult(folder, pictureOfNumbers(at, side, card), { file, role });
  return {
    settings,
    pictures: [
      await write(await content(size), 'original.png', 'original', size),
      await write(numbers, 'result.png', 'result', size),
    ],
    frames: frames.files,
    curves: [curveOf('', losses)],
    measures: { 'loss left': (losses.at(-1) ?? 0) / (losses[0] ?? 1) },
  };
};

type Settings = LabSettingsOf<'style'>;

function completed(settings: Settings, layers: readonly LabLayer[], card: ModelCard): Settings {
  const contentLayer = settings.contentLayer ?? middleLayer(layers)?.name;
  const styleLayers = settings.styleLayers ?? firstOfStages(layers).map(({ name }) => name);
  if (contentLayer === undefined || styleLayers.length === 0)
    return fail('lab/unfit', { reason: `"${card.name}" has no layers with places and gradients.` });
  for (const layer of [contentLayer, ...styleLayers]) {
    const found = layers.find(({ name, rows, columns }) => name === layer && rows * columns > 1);
    if (!found) fail('lab/no-layer', { model: card.name, layer });
    else if (found.noGradient !== null)
      fail('lab/unfit', { reason: `no gradient gets from "${layer}" to the picture: ${found.noGradient}.` });
  }
  return { ...settings, contentLayer, styleLayers };
}

function planOf(settings: Settings, card: ModelCard): StylePlan {
  const { contentLayer, styleLayers, contentWeight, styleWeight } = settings;
  return {
    ...{ contentLayer: contentLayer ?? '', styleLayers: styleLayers ?? [], contentWeight, styleWeight },
    totalVariation: settings.totalVariation / unitOf(card) ** 2,
  };
}

/** A photo at any size, its proportions as asked. */
const sourceOf =
  (path: string, card: ModelCard) =>
  async (size: Side): Promise<Float32Array> =>
    numbersOfPicture(await readPicture(path, () => size), card);

const sizeOfPhoto = async (path: string): Promise<Side> => {
  const { photoWidth: width, photoHeight: height } = await readPicture(path, () => ({ width: 1, height: 1 }));
  return { width, height };
};

/** Every number as likely as another between −1 and 1. */
function noiseOf({ width, height }: Side, seed: number): Float32Array {
  const rng = derived(seed, 'style');
  return Float32Array.from({ length: 3 * width * height }, () => 2 * rng() - 1);
}
