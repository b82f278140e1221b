import type { LabCurve, LabCurveKind } from '../../../../electron/contract/index.ts';
import { thinned, type Series } from '../../../plots/series.ts';
import { engineWords, phrase, t } from '../../../words/index.ts';

/** A plot of what a result has of one kind. */
export interface Plot {
  readonly kind: LabCurveKind;
  readonly title: string;
  readonly xName: string;
  readonly series: readonly Series[];
  /** y is a share of 1. */
  readonly isShare: boolean;
}

const words: Readonly<Record<LabCurveKind, readonly [title: string, name: string, random: string, xName: string]>> = {
  loss: [phrase('Loss'), phrase('loss'), '', phrase('Step')],
  deletion: [phrase('Deletion'), phrase('by the map'), phrase('at random'), phrase('Share of the photo hidden')],
  insertion: [phrase('Insertion'), phrase('by the map'), phrase('at random'), phrase('Share of the photo shown')],
  robustness: [phrase('Right answers under attack'), phrase('attacked'), phrase('random noise'), phrase('ε of 255')],
  linear: [phrase('Probability'), phrase('of the class'), '', 'α'],
};

/** Instead of the loss where something is maximized. */
const maximized = [phrase('What is maximized'), phrase('score'), '', phrase('Step')] as const;

/** More points than these say no more. */
const mostPoints = 240;
const looks = ['first', 'second', 'ground'] as const;

const pointsOf = (x: readonly number[], y: readonly number[]): Series['points'] =>
  thinned(
    x.map((at, i) => ({ x: at, y: y[i] ?? 0 })),
    mostPoints,
  );

/**
 * The curves of a result, those of one kind in one plot; each beside what chance makes.
 *
 * @param rises  what was followed step by step was maximized
 */
export function plotsOf(curves: readonly LabCurve[], rises: boolean): readonly Plot[] {
  const kinds = [...new Set(curves.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const [title, name, random, xName] = kind === 'loss' && rises ? maximized : words[kind];
    const lines = curves
      .filter((curve) => curve.kind === kind)
      .flatMap(({ about, x, y, random: byChance }) => [
        { name: about === '' ? t(name) : engineWords(about), points: pointsOf(x, y) },
        ...(byChance === null ? [] : [{ name: t(random), points: pointsOf(x, byChance) }]),
      ]);
    const series = lines.map((line, at): Series => ({ ...line, look: looks[Math.min(at, 2)] ?? 'ground' }));
    return { kind, title: t(title), xName: t(xName), series, isShare: kind === 'robustness' || kind === 'linear' };
  });
}
