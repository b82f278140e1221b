import type { FindBy, FoundPhoto } from '../../../../electron/contract/index.ts';
import { percent } from '../../../ui/index.ts';
import { phrase, t } from '../../../words/index.ts';

type Kind = FindBy['kind'];

const nothingFound = {
  similar: phrase('No other photo is like that.'),
  region: phrase('No other photo is like that part.'),
  duplicates: phrase('No photo is here twice.'),
  'label-errors': phrase('No label contradicts the other photos.'),
  outliers: phrase('No photo stands apart from the others.'),
  sees: phrase('The network sees that in no photo.'),
  chosen: phrase('None of those photos is in the library any more.'),
} as const satisfies Record<Kind, string>;

/** A search that found nothing, as an answer. */
export const nothingWords = ({ kind }: FindBy): string => t(nothingFound[kind]);

const whyOfKind: Readonly<Record<Kind, (found: FoundPhoto) => string>> = {
  similar: ({ score }) => t('{share} alike', { share: percent(score) }),
  region: ({ score }) => t('{share} alike', { share: percent(score) }),
  duplicates: () => '',
  'label-errors': ({ className }) => (className === null ? '' : t('more like {name}', { name: className })),
  outliers: ({ score }) => t('{share} apart', { share: percent(score) }),
  sees: ({ score }) => percent(score),
  chosen: () => '',
};

/** Why a photo is in an answer, in two or three words; empty where the title says all. */
export const whyWords = ({ kind }: FindBy, found: FoundPhoto): string => whyOfKind[kind](found);
