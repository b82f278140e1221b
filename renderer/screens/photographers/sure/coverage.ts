import type { PhotographerReport } from '../../../../electron/contract/index.ts';
import type { Mark, Series } from '../../../plots/series.ts';
import { t } from '../../../words/index.ts';

type Curve = NonNullable<PhotographerReport['strangers']>['curve'];

/** Over the share of known photographers' photos that is answered: how many answers are right, and strangers taken in. */
export function coverageSeries(curve: Curve): readonly Series[] {
  const sorted = curve.toSorted((a, b) => a.answered - b.answered);
  return [
    {
      name: t('Answers that are right'),
      look: 'first',
      points: sorted.map(({ answered, right }) => ({ x: answered, y: right })),
    },
    {
      name: t('Strangers taken for somebody known'),
      look: 'second',
      points: sorted.flatMap(({ answered, fooled }) => (fooled === null ? [] : [{ x: answered, y: fooled }])),
    },
  ];
}

/** Where on that curve the answers of this collection are. */
export function markInUse(curve: Curve, below: number): Mark | null {
  const nearest = curve.toSorted((a, b) => Math.abs(a.below - below) - Math.abs(b.below - below))[0];
  return nearest ? { x: nearest.answered, words: t('in use') } : null;
}
