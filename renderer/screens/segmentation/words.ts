import type { MaskFormat, Model } from '../../../electron/contract/index.ts';
import type { LookProgress } from '../../state/segmentationLook.svelte.ts';
import { duration, percent } from '../../ui/index.ts';
import { phrase, t } from '../../words/index.ts';

/** 0 to 1; null while nothing of it is done, and then nobody knows how long it takes. */
export const fractionOf = ({ done, total }: LookProgress): number | null =>
  done > 0 && total > 0 && done < total ? done / total : null;

/** "8 s left", or how long it has taken as long as that is all that is known. */
export function leftWords(progress: LookProgress, nowMs: number): string {
  const seconds = (nowMs - progress.startedMs) / 1000;
  const fraction = fractionOf(progress);
  if (fraction === null) return t('{time} so far', { time: duration(seconds) });
  return t('{share}, {time} left', { share: percent(fraction), time: duration((seconds * (1 - fraction)) / fraction) });
}

/** How a network comes to an answer for every pixel. */
export const howItLooks = ({ card: { task } }: Model): string =>
  task === 'segmentation' ? t('Made to say what every pixel shows.') : t('Looks at the patch around every place.');

/** Each format by what it is to a person. */
export const formatWords = {
  png: phrase('Mask: class of every pixel (PNG)'),
  overlay: phrase('Photo with the classes over it (JPEG)'),
  cutout: phrase('Cut-out of the largest class (PNG)'),
  csv: phrase('Areas of the classes (CSV)'),
  coco: phrase('COCO (JSON)'),
  labelme: phrase('LabelMe (JSON)'),
  cvat: phrase('CVAT (XML)'),
  geojson: phrase('GeoJSON'),
} as const satisfies Readonly<Record<MaskFormat, string>>;

interface Option {
  readonly value: string;
  readonly label: string;
}

const pixels = (n: number): string => t('{number} px', { number: n });

/** Long sides at which a photo may be shown to a network, and what null comes to. */
export function longSides({ card }: Model): readonly Option[] {
  const own = Math.max(card.preprocessing.width, card.preprocessing.height);
  const suits = card.task === 'segmentation' ? own : 3 * own;
  return [
    { value: '', label: t('As suits the network, {pixels}', { pixels: pixels(suits) }) },
    ...[256, 384, 512, 768, 1024, 1536, 2048].map((px) => ({ value: String(px), label: pixels(px) })),
  ];
}

export const steps = (): readonly Option[] => [
  { value: '', label: t('As quick allows') },
  ...[1, 2, 4, 8, 16, 32].map((px) => ({ value: String(px), label: pixels(px) })),
];

export const smallestRegions = (): readonly Option[] => [
  { value: '0', label: t('Any, keep all') },
  ...[50, 200, 1000, 5000].map((px) => ({ value: String(px), label: pixels(px) })),
];

/** An empty choice is null. */
export const numberOrNull = (value: string): number | null => (value === '' ? null : Number(value));
export const choiceOf = (value: number | null): string => (value === null ? '' : String(value));
