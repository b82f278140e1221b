import type { SegmentationReport } from '../../../../electron/contract/index.ts';
import type { Confusion } from '../../../state/segmentationEvaluation.svelte.ts';
import { t } from '../../../words/index.ts';

type Judged = SegmentationReport['photos'][number];

export interface WorstPhoto {
  readonly path: string;
  readonly meanIou: number | null;
  /** Pixels that are wrong; of the chosen cell or class, where one is chosen. */
  readonly wrong: number;
}

/**
 * Photos with wrong pixels of a cell or class, those with the most first; without a choice all, as the report has them.
 * What a report left out of a photo, beyond its largest pairs, counts as right.
 */
export function worstPhotos(photos: readonly Judged[], chosen: Confusion | null): readonly WorstPhoto[] {
  const judged = photos.filter(({ problem }) => problem === null);
  const counted = judged.map(({ path, meanIou, confused }) => ({
    ...{ path, meanIou },
    wrong: confused.filter((pair) => concerns(pair, chosen)).reduce((sum, { pixels }) => sum + pixels, 0),
  }));
  if (chosen === null) return counted;
  return counted.filter(({ wrong }) => wrong > 0).toSorted((a, b) => b.wrong - a.wrong);
}

function concerns(pair: Judged['confused'][number], chosen: Confusion | null): boolean {
  if (chosen === null) return true;
  const { truth, predicted } = chosen;
  return predicted === null
    ? pair.truth === truth || pair.predicted === truth
    : pair.truth === truth && pair.predicted === predicted;
}

/** Whose photos a list has. */
export function worstTitle(chosen: Confusion | null, classNames: readonly string[]): string {
  if (chosen === null) return t('Worst photos');
  const nameOf = (index: number): string => classNames[index] ?? t('nothing');
  const { truth, predicted } = chosen;
  if (predicted === null) return t('Worst in {name}', { name: nameOf(truth) });
  return t('{truth} answered as {answer}', { truth: nameOf(truth), answer: nameOf(predicted) });
}
