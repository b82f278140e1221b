import type { MaskFormat, Model } from '../../../electron/contract/index.ts';
import type { LookProgress } from '../../state/segmentationLook.svelte.ts';
import { duration, percent } from '../../ui/index.ts';

/** 0 to 1; null while nothing of it is done, and then nobody knows how long it takes. */
export const fractionOf = ({ done, total }: LookProgress): number | null =>
  done > 0 && total > 0 && done < total ? done / total : null;

/** "8 s left", or how long it has taken as long as that is all that is known. */
export function leftWords(progress: LookProgress, nowMs: number): string {
  const seconds = (nowMs - progress.startedMs) / 1000;
  const fraction = fractionOf(progress);
  if (fraction === null) return `${duration(seconds)} so far`;
  return `${percent(fraction)}, ${duration((seconds * (1 - fraction)) / fraction)} left`;
}

/** How a network comes to an answer for every pixel. */
export const howItLooks = ({ card: { task } }: Model): string =>
  task === 'segmentation' ? 'Made to say what every pixel shows.' : 'Looks at the patch around every place.';

/** Each format by what it is to a person. */
export const formatWords: Readonly<Record<MaskFormat, string>> = {
  png: 'Mask: class of every pixel (PNG)',
  overlay: 'Photo with the classes over it (JPEG)',
  cutout: 'Cut-out of the largest class (PNG)',
  csv: 'Areas of the classes (CSV)',
  coco: 'COCO (JSON)',
  labelme: 'LabelMe (JSON)',
  cvat: 'CVAT (XML)',
  geojson: 'GeoJSON',
};

interface Option {
  readonly value: string;
  readonly label: string;
}

const pixels = (n: number): string => `${n.toLocaleString('en-US')} px`;

/** Long sides at which a photo may be shown to a network, and what null comes to. */
export function longSides({ card }: Model): readonly Option[] {
  const own = Math.max(card.preprocessing.width, card.preprocessing.height);
  const suits = card.task === 'segmentation' ? own : 3 * own;
  return [
    { value: '', label: `As suits the network, ${pixels(suits)}` },
    ...[256, 384, 512, 768, 1024, 1536, 2048].map((px) => ({ value: String(px), label: pixels(px) })),
  ];
}

export const steps: readonly Option[] = [
  { value: '', label: 'As quick allows' },
  ...[1, 2, 4, 8, 16, 32].map((px) => ({ value: String(px), label: pixels(px) })),
];

export const smallestRegions: readonly Option[] = [
  { value: '0', label: 'Any, keep all' },
  ...[50, 200, 1000, 5000].map((px) => ({ value: String(px), label: pixels(px) })),
];

/** An empty choice is null. */
export const numberOrNull = (value: string): number | null => (value === '' ? null : Number(value));
export const choiceOf = (value: number | null): string => (value === null ? '' : String(value));
