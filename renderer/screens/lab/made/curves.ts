import type { LabCurve, LabCurveKind } from '../../../../electron/contract/index.ts';
import { thinned, type Series } from '../../../plots/series.ts';

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
  loss: ['Loss', 'loss', '', 'Step'],
  deletion: ['Deletion', 'by the map', 'at random', 'Share of the photo hidden'],
  insertion: ['Insertion', 'by the map', 'at random', 'Share of the photo shown'],
  robustness: ['Right answers under attack', 'attacked', 'random noise', 'ε of 255'],
  linear: ['Probability', 'of the class', '', 'α'],
};

/** Instead of the loss where something is maximized. */
const maximized = ['What is maximized', 'score', '', 'Step'] as const;

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
        { name: about === '' ? name : about, points: pointsOf(x, y) },
        ...(byChance === null ? [] : [{ name: random, points: pointsOf(x, byChance) }]),
      ]);
    const series = lines.map((line, at): Series => ({ ...line, look: looks[Math.min(at, 2)] ?? 'ground' }));
    return { kind, title, xName, series, isShare: kind === 'robustness' || kind === 'linear' };
  });
}
