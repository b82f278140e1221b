import { fail, type LabSettingsOf, type ModelCard, type Preprocessing } from '../../../../contract/index.ts';
import { totalVariation, type LossTerm } from '../../../../compiler/index.ts';
import { frontNames, octaveSizes, squaredNorm, type OctavePlan, type Side } from '../../../synthesis/index.ts';

/** What every way of making a picture by gradients is told. */
export type SynthesisSettings = LabSettingsOf<'inversion'>;

/** How it begins: as `paintOctaves` wants it. */
export type Outline = Pick<OctavePlan, 'sizes' | 'margin' | 'parametrization'>;

/** Sizes and parameters by the settings. */
export function outlineOf(settings: Omit<SynthesisSettings, 'method' | 'layer'>, card: ModelCard): Outline {
  const { parametrization: basis, decorrelated, jitter, octaves } = settings;
  return {
    sizes: octaveSizes(sideOf(settings, card), octaves),
    // The view zooms out too.
    margin: jitter === 0 ? 0 : jitter + 8,
    parametrization: { basis, moves: jitter > 0, squashed: true, decorrelated },
  };
}

/** What is kept for the way back grows with the area: at this side it is some gigabytes. */
const mostSide = 1536;

/** Pixels of the result. @throws lab/unfit */
export function sideOf({ size }: Pick<SynthesisSettings, 'size'>, { preprocessing }: ModelCard): Side {
  if (size !== null && size > mostSide)
    fail('lab/unfit', { reason: `a picture made by gradients has ${mostSide} pixels a side at the most.` });
  return size === null ? { width: preprocessing.width, height: preprocessing.height } : { width: size, height: size };
}

/** A card under which photos are laid onto pictures of another size. */
export function cardOf(card: ModelCard, { width, height }: Side): ModelCard & { preprocessing: Preprocessing } {
  const { preprocessing } = card;
  const shortSide = Math.round(
    (preprocessing.shortSide * Math.min(width, height)) / Math.min(preprocessing.width, preprocessing.height),
  );
  return { ...card, preprocessing: { ...preprocessing, width, height, shortSide } };
}

/** By how much pixels of photos vary: the deviation of ImageNet's. */
const photoDeviation = 58;

/** Of a network's numbers: what is 1 for photos of mean 0 and deviation 1. Weights and rates count in these. */
export const unitOf = ({ preprocessing: { std } }: ModelCard): number =>
  (3 * photoDeviation) / std.reduce((sum, value) => sum + value, 0);

/** What keeps a picture calm, behind what it is made for. */
export function calming(
  { totalVariation: variation, decay }: Pick<SynthesisSettings, 'totalVariation' | 'decay'>,
  card: ModelCard,
): LossTerm[] {
  const image = frontNames.picture;
  const perUnit = unitOf(card) ** -2;
  return [
    ...(variation > 0 ? [{ loss: totalVariation({ image }), weight: perUnit * variation, name: 'variation' }] : []),
    ...(decay > 0 ? [{ loss: squaredNorm(image), weight: perUnit * decay, name: 'decay' }] : []),
  ];
}

/** Pictures of one run of the gradient. */
export function batchOf(device: string, { width, height }: Side): number {
  const usual = 4 * 224 * 224 * (device === 'cpu' ? 1 : 4);
  return Math.min(16, Math.max(1, Math.floor(usual / (width * height))));
}
