import { thinned, type Mark, type Series } from '../../../plots/series.ts';
import type { EpochRecord } from '../../../../electron/contract/index.ts';
import type { StepLoss } from '../../../state/training/live.svelte.ts';
import { t } from '../../../words/index.ts';

/** A screen is not wider than this many differences. */
const mostSteps = 400;

type Field = 'trainLoss' | 'holdoutLoss' | 'trainAccuracy' | 'holdoutAccuracy';

/** Loss over steps: of each step in the background, of training and hold-out at the end of each epoch. */
export const lossLines = (epochs: readonly EpochRecord[], losses: readonly StepLoss[]): Series[] => [
  {
    name: t('each step'),
    look: 'ground',
    points: thinned(
      losses.map(({ step, loss }) => ({ x: step, y: loss })),
      mostSteps,
    ),
  },
  { name: t('training'), look: 'first', points: pointsOf(epochs, 'trainLoss') },
  { name: t('hold-out'), look: 'second', points: pointsOf(epochs, 'holdoutLoss') },
];

/** Share of right answers at the end of each epoch. */
export const accuracyLines = (epochs: readonly EpochRecord[]): Series[] => [
  { name: t('training'), look: 'first', points: pointsOf(epochs, 'trainAccuracy') },
  { name: t('hold-out'), look: 'second', points: pointsOf(epochs, 'holdoutAccuracy') },
];

export const bestMark = (best: EpochRecord | null): Mark | null =>
  best && { x: best.step, words: t('best: epoch {epoch}', { epoch: best.epoch }) };

const pointsOf = (epochs: readonly EpochRecord[], field: Field): Series['points'] =>
  epochs.flatMap((epoch) => {
    const y = epoch[field];
    return y === null ? [] : [{ x: epoch.step, y }];
  });
