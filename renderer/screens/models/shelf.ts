import type { Model, ModelOrigin, ModelTask, Offer } from '../../../electron/contract/index.ts';
import { phrase, t } from '../../words/index.ts';

/** What a task is called on a card. */
export const taskNames: Readonly<Record<ModelTask, string>> = {
  classification: phrase('Classification'),
  detection: phrase('Detection'),
  segmentation: phrase('Segmentation'),
  features: phrase('Features'),
  style: phrase('Style'),
  unknown: phrase('Unknown'),
};

/** What a network that is no classifier is for, and why it cannot be chosen; empty for classifiers. */
export const otherUse: Readonly<Record<ModelTask, string>> = {
  classification: '',
  detection: phrase(
    'Finds objects and puts boxes around them. It gives no class for a whole photo, so classification cannot use it.',
  ),
  segmentation: phrase('Names every pixel. It gives no class for a whole photo, so classification cannot use it.'),
  features: phrase(
    'Turns a photo into numbers for other networks to learn from. It knows no classes, so classification cannot use it.',
  ),
  style: phrase('Repaints a photo in the style of a picture. It knows no classes, so classification cannot use it.'),
  unknown: phrase('Fovea could not tell what it is for. If it is a classifier, say so on its card.'),
};

/** A row of the shelf: networks that came the same way. */
export interface ShelfGroup {
  readonly origin: ModelOrigin;
  readonly title: string;
  readonly models: readonly Model[];
}

const groupTitles: Readonly<Record<ModelOrigin, string>> = {
  'built-in': phrase('Built in'),
  ready: phrase('Ready on this machine'),
  trained: phrase('Trained here'),
  imported: phrase('Mine'),
  downloaded: phrase('Downloaded'),
};

/** How a network got here, in a sentence. */
export const originWords: Readonly<Record<ModelOrigin, string>> = {
  'built-in': phrase('came with Fovea'),
  ready: phrase('lies in the folder of ready models on this machine'),
  trained: phrase('trained by you on this machine'),
  imported: phrase('added by you'),
  downloaded: phrase('downloaded from the catalogue'),
};

/** Whether Fovea may take it off the shelf: what came with it, and files that lie elsewhere, it may not. */
export const removable = ({ origin }: Model): boolean =>
  origin === 'imported' || origin === 'downloaded' || origin === 'trained';

/** The shelf by origin, in the order in which they are shown; groups without a model are left out. */
export function shelfGroups(models: readonly Model[]): ShelfGroup[] {
  const origins = Object.keys(groupTitles) as ModelOrigin[];
  return origins
    .map((origin) => ({
      origin,
      title: groupTitles[origin],
      models: models.filter((model) => model.origin === origin),
    }))
    .filter((group) => group.models.length > 0);
}

export type OfferOrder = 'accuracy' | 'smallest' | 'name';

/** Offers of one task. */
export interface OfferGroup {
  readonly task: ModelTask;
  readonly offers: readonly Offer[];
}

const comparisons: Readonly<Record<OfferOrder, (a: Offer, b: Offer) => number>> = {
  // Offers without a published accuracy come last: nothing is known about them.
  accuracy: (a, b) => (b.accuracy?.top1 ?? -1) - (a.accuracy?.top1 ?? -1) || a.bytes - b.bytes,
  smallest: (a, b) => a.bytes - b.bytes,
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
};

/** What can still be downloaded and matches every word of `search`, by task, each group in `order`. */
export function offerGroups(offers: readonly Offer[], search: string, order: OfferOrder): OfferGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (offer: Offer): boolean => {
    const text = [offer.name, offer.file, t(taskNames[offer.task]), offer.summary, offer.licence]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const wanted = offers.filter((offer) => !offer.installed && matches(offer)).sort(comparisons[order]);
  const tasks = Object.keys(taskNames) as ModelTask[];
  return tasks
    .map((task) => ({ task, offers: wanted.filter((offer) => offer.task === task) }))
    .filter((group) => group.offers.length > 0);
}
