import type { Preprocessing } from '../../../electron/contract/index.ts';
import { phrase } from '../../words/index.ts';

type Triple = Preprocessing['mean'];

/** A usual way of turning pixels of 0..255 into what the first layer expects: value = (pixel − mean) / std. */
export interface Normalization {
  readonly id: string;
  readonly name: string;
  /** In red, green, blue order, whatever the network's own order. */
  readonly mean: Triple;
  readonly std: Triple;
  /** Set where the preset implies it; null leaves the card's own. */
  readonly colorOrder: Preprocessing['colorOrder'] | null;
}

/** The presets that cover nearly every published classifier. */
export const normalizations: readonly Normalization[] = [
  {
    id: 'imagenet',
    name: phrase('ImageNet mean and deviation'),
    // torchvision's (0.485, 0.456, 0.406) and (0.229, 0.224, 0.225), times 255
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
    colorOrder: null,
  },
  { id: 'signed', name: phrase('−1 to 1'), mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], colorOrder: null },
  { id: 'unit', name: phrase('0 to 1'), mean: [0, 0, 0], std: [255, 255, 255], colorOrder: null },
  { id: 'bytes', name: phrase('0 to 255, as they are'), mean: [0, 0, 0], std: [1, 1, 1], colorOrder: null },
  // The channel means of Caffe's ImageNet networks; these expect blue first.
  {
    id: 'caffe',
    name: phrase('Caffe: blue first, mean taken away'),
    mean: [123, 117, 104],
    std: [1, 1, 1],
    colorOrder: 'BGR',
  },
];

const inOrder = ([r, g, b]: Triple, order: Preprocessing['colorOrder']): Triple =>
  order === 'RGB' ? [r, g, b] : [b, g, r];

/** The preprocessing with a preset's numbers, written in the network's own channel order. */
export function withNormalization(preprocessing: Preprocessing, preset: Normalization): Preprocessing {
  const colorOrder = preset.colorOrder ?? preprocessing.colorOrder;
  return { ...preprocessing, colorOrder, mean: inOrder(preset.mean, colorOrder), std: inOrder(preset.std, colorOrder) };
}

/** The preset whose numbers these are; null for numbers of one's own. Published means are rounded differently by up to 1. */
export function normalizationOf({ mean, std, colorOrder }: Preprocessing): Normalization | null {
  const near = (a: Triple, b: Triple, by: number): boolean => a.every((x, i) => Math.abs(x - (b[i] ?? NaN)) <= by);
  const found = normalizations.find(
    (preset) =>
      (preset.colorOrder ?? colorOrder) === colorOrder &&
      near(mean, inOrder(preset.mean, colorOrder), preset.id === 'caffe' ? 1 : 0.01) &&
      near(std, inOrder(preset.std, colorOrder), 0.01),
  );
  return found ?? null;
}

/** The preprocessing for the other channel order: mean and std turn round with the colors. */
export const withColorOrder = (
  preprocessing: Preprocessing,
  colorOrder: Preprocessing['colorOrder'],
): Preprocessing => {
  if (colorOrder === preprocessing.colorOrder) return preprocessing;
  const { mean, std } = preprocessing;
  return { ...preprocessing, colorOrder, mean: inOrder(mean, 'BGR'), std: inOrder(std, 'BGR') };
};

/** What the first layer receives for a black and for a white pixel, lowest and highest over the channels. */
export function valueRange({ mean, std }: Preprocessing): { lowest: number; highest: number } {
  const at = (pixel: number): number[] => mean.map((m, i) => (pixel - m) / (std[i] ?? 1));
  return { lowest: Math.min(...at(0)), highest: Math.max(...at(255)) };
}
