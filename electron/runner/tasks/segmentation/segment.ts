import {
  fail,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
  type SegmentationSettings,
} from '../../../contract/index.ts';
import { readPatchNetwork, type Picture } from '../../dense/index.ts';
import { readPicture, type ReadPicture } from '../../pixels/index.ts';
import { onDeviceOrCpu, signalOf, type Turn } from '../../runtime/index.ts';
import { withoutSmallRegions, type LabelMap } from '../../vision/index.ts';
import { openPixelClassifier, suitableStep } from './classifierScores.ts';
import { judgedOnly, scoresOf, type PixelScores } from './maps.ts';
import { openPixelNetwork } from './networkScores.ts';
import { refined } from './refine.ts';
import { writeResult } from './result.ts';
import { Averager, mirrored, viewsOf } from './views.ts';

type Method = RunnerContract['segmentation.photo'];

/**
 * Says what every pixel of a photo shows, and writes it as pictures into a folder.
 *
 * @throws photo/*, model/*, segmentation/*
 */
export async function segmentPhoto(
  input: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const { model, path, settings } = input;
  const picture = await readPicture(path, (width, height) => sizeFor(input, width, height));
  const open = model.card.task === 'segmentation' ? openNetwork : openClassifier;
  const { result: looked, fellBack } = await onDeviceOrCpu(input.device, async (device) => {
    const asked = await open({ ...input, device, picture, scope, turn });
    return lookedAt(asked, input, picture).finally(() => asked.close());
  });
  const scores = settings.crf ? await refined(looked, picture.pixels, signalOf(scope)) : looked;
  const { width, height } = scores;
  const judged: LabelMap = { width, height, classOf: judgedOnly(scores, settings.minProbability) };
  const map = settings.minRegionPx > 0 ? withoutSmallRegions(judged, settings.minRegionPx) : judged;
  const { classNames } = model.card;
  const made = await writeResult(input.folder, { map, scores, classNames, asked: settings.maps, photo: picture });
  return { ...made, ...(fellBack !== null && { fellBack }), elapsedMs: performance.now() - startedMs };
}

interface Request extends InputOf<Method> {
  readonly picture: ReadPicture;
  readonly scope: Scope<ProgressOf<Method>>;
  readonly turn: Turn;
}

/** What answers, ready for one photo. */
interface Asked {
  /** Pixels between places that are looked at. */
  readonly stepPx: number;
  /** The size at which it wants the photo, for a size of the whole. */
  sizeAt(scale: number): Size;
  scores(picture: Picture): Promise<PixelScores>;
  close(): Promise<void>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Every view in turn, averaged. */
async function lookedAt(asked: Asked, { path, settings }: InputOf<Method>, picture: ReadPicture) {
  const averager = new Averager(picture.width, picture.height);
  for (const view of viewsOf(settings.scales, settings.flip)) {
    const size = asked.sizeAt(view.scale);
    const isSame = size.width === picture.width && size.height === picture.height;
    const shown = isSame ? picture : await readPicture(path, () => size);
    averager.add(await asked.scores(view.mirrored ? mirrored(shown) : shown), view);
  }
  return averager.result(asked.stepPx, settings.maps);
}

async function openNetwork({ model, device, settings, picture, scope, turn }: Request): Promise<Asked> {
  const network = await openPixelNetwork(model, device);
  const tell = teller(scope, settings);
  return {
    stepPx: 1,
    sizeAt: (scale) => network.fixed ?? evenly(scale * picture.width, scale * picture.height, model.card.preprocessing),
    scores: async (shown) => {
      tell(0);
      const all = await network.probabilities(shown, turn);
      tell(1);
      return scoresOf(all, { width: shown.width, height: shown.height, stepPx: 1 }, settings.maps);
    },
    close: () => network.close(),
  };
}

async function openClassifier({ model, device, settings, picture, scope, turn }: Request): Promise<Asked> {
  const patch = await readPatchNetwork(model);
  const stepPx = suitableStep(patch, picture.width, picture.height, settings.stepPx);
  const tell = teller(scope, settings);
  return {
    stepPx,
    sizeAt: (scale) => ({ width: Math.round(scale * picture.width), height: Math.round(scale * picture.height) }),
    scores: async (shown) => {
      const { width, height } = shown;
      const classifier = await openPixelClassifier({
        model,
        patch,
        width,
        height,
        stepPx,
        device,
        asked: settings.maps,
      });
      try {
        return await classifier.scores(shown, turn, (done, tiles) => tell(done / tiles));
      } finally {
        await classifier.close();
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Reports how much of all views is done, from the share of the one under way; throws once the job is stopped. */
function teller(scope: Scope<ProgressOf<Method>>, { scales, flip }: SegmentationSettings): (share: number) => void {
  const total = viewsOf(scales, flip).length;
  let whole = 0;
  return (share) => {
    scope.stop.throwIfAborted();
    scope.progress({ done: whole + share, total });
    if (share === 1) whole += 1;
  };
}

/** Megapixels that are looked at. */
const limit = 40;

/**
 * A network made for pixels sees the photo in its own size. A classifier sees three of its patches along the longer
 * side, and as much as one along the shorter: of a panorama, more.
 */
function sizeFor({ model: { card }, settings }: InputOf<Method>, photoWidth: number, photoHeight: number): Size {
  const own = Math.max(card.preprocessing.width, card.preprocessing.height);
  const [long, short] = [Math.max(photoWidth, photoHeight), Math.min(photoWidth, photoHeight)];
  const isForPixels = card.task === 'segmentation';
  const suits = isForPixels ? own / long : Math.max((3 * own) / long, own / short);
  const fits = Math.sqrt((limit * 1e6) / (long * short));
  const factor = settings.longSide === null ? Math.min(suits, fits) : settings.longSide / long;
  const [width, height] = [factor * photoWidth, factor * photoHeight];
  const megapixels = (width * height * Math.max(1, ...settings.scales) ** 2) / 1e6;
  if (megapixels > limit * 1.01) fail('segmentation/too-large', { megapixels: Math.ceil(megapixels), limit });
  return isForPixels
    ? evenly(width, height, card.preprocessing)
    : { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

/** The nearest size whose sides leave the same rest by 8 as the card's: where networks put their last places. */
function evenly(width: number, height: number, own: { readonly width: number; readonly height: number }) {
  const along = (length: number, side: number): number =>
    Math.max(8, 8 * Math.round((length - (side % 8)) / 8)) + (side % 8);
  return { width: along(width, own.width), height: along(height, own.height) };
}
