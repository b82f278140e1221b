import type { FindBy, FoundPhoto } from '../../../../electron/contract/index.ts';
import { percent } from '../../../ui/index.ts';

type Kind = FindBy['kind'];

const nothingFound: Readonly<Record<Kind, string>> = {
  similar: 'No other photo is like that.',
  region: 'No other photo is like that part.',
  duplicates: 'No photo is here twice.',
  'label-errors': 'No label contradicts the other photos.',
  outliers: 'No photo stands apart from the others.',
  sees: 'The network sees that in no photo.',
  chosen: 'None of those photos is in the library any more.',
};

/** A search that found nothing, as an answer. */
export const nothingWords = ({ kind }: FindBy): string => nothingFound[kind];

const whyOfKind: Readonly<Record<Kind, (found: FoundPhoto) => string>> = {
  similar: ({ score }) => `${percent(score)} alike`,
  region: ({ score }) => `${percent(score)} alike`,
  duplicates: () => '',
  'label-errors': ({ className }) => (className === null ? '' : `more like ${className}`),
  outliers: ({ score }) => `${percent(score)} apart`,
  sees: ({ score }) => percent(score),
  chosen: () => '',
};

/** Why a photo is in an answer, in two or three words; empty where the title says all. */
export const whyWords = ({ kind }: FindBy, found: FoundPhoto): string => whyOfKind[kind](found);
