import type { FeatureState, SuggestionState } from '../../../../electron/contract/index.ts';
import type { QueueOrder } from '../../../state/queue/queue.svelte.ts';
import { percent } from '../../../ui/index.ts';
import { numberWords, phrase, t } from '../../../words/index.ts';

export const orders = [
  { value: 'useful', label: phrase('Most useful first') },
  { value: 'uncertainty', label: phrase('Least certain first') },
  { value: 'probability', label: phrase('Surest first') },
] as const satisfies readonly { value: QueueOrder; label: string }[];

/** "Learned from 48 photos in 0.4 s, 91 % right when checked on photos it had not seen." */
export function learnedWords({ examples, tookMs, accuracy }: NonNullable<SuggestionState['head']>): string {
  const seconds = numberWords(tookMs / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const facts = { count: examples, seconds };
  return accuracy === null
    ? t('Learned from {count} photos in {seconds} s. Too few to check how often it is right.', facts)
    : t('Learned from {count} photos in {seconds} s, {share} right when checked on photos it had not seen.', {
        ...facts,
        share: percent(accuracy),
      });
}

/** How many photos the network has looked at, where some are left. */
export const lookedWords = ({ known, photos }: FeatureState): string =>
  known === 0
    ? t('The network has not looked at the photos for this yet.')
    : t('The network has looked at {known} of {count} photos.', { known, count: photos });

/** "134 of 800 labelled · 22 a minute" */
export const progressWords = (
  counts: { readonly labelled: number; readonly photos: number } | null,
  pace: number | null,
): string =>
  counts === null
    ? ''
    : [
        t('{labelled} of {count} labelled', { labelled: counts.labelled, count: counts.photos }),
        ...(pace === null ? [] : [t('{number} a minute', { number: pace })]),
      ].join(' · ');
