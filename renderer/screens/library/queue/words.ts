import type { FeatureState, SuggestionState } from '../../../../electron/contract/index.ts';
import type { QueueOrder } from '../../../state/queue/queue.svelte.ts';
import { count, counted, percent } from '../../../ui/index.ts';

export const orders: readonly { value: QueueOrder; label: string }[] = [
  { value: 'useful', label: 'Most useful first' },
  { value: 'uncertainty', label: 'Least certain first' },
  { value: 'probability', label: 'Surest first' },
];

/** "Learned from 48 photos in 0.4 s, 91 % right when checked on photos it had not seen." */
export function learnedWords({ examples, tookMs, accuracy }: NonNullable<SuggestionState['head']>): string {
  const learned = `Learned from ${counted(examples, 'photo')} in ${(tookMs / 1000).toFixed(1)} s`;
  return accuracy === null
    ? `${learned}. Too few to check how often it is right.`
    : `${learned}, ${percent(accuracy)} right when checked on photos it had not seen.`;
}

/** How many photos the network has looked at, where some are left. */
export const lookedWords = ({ known, photos }: FeatureState): string =>
  known === 0
    ? 'The network has not looked at the photos for this yet.'
    : `The network has looked at ${count(known)} of ${counted(photos, 'photo')}.`;

/** "134 of 800 labelled · 22 a minute" */
export const progressWords = (
  counts: { readonly labelled: number; readonly photos: number } | null,
  pace: number | null,
): string =>
  counts === null
    ? ''
    : [
        `${count(counts.labelled)} of ${count(counts.photos)} labelled`,
        ...(pace === null ? [] : [`${count(pace)} a minute`]),
      ].join(' · ');
