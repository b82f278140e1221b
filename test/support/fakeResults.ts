import type {
  EngineContract,
  MapPoint,
  OutputOf,
  PhotoId,
  Report,
  RunResult,
  Share,
  TrainingRun,
} from '../../electron/contract/index.ts';
import { hashOf, someRun } from './fakeTraining.ts';

// What came out of a run, in full: figures that follow from a confusion matrix, mistakes with their photos, and a map.

export type FakeAnswer = OutputOf<EngineContract['training.predictions']>['rows'][number];

/** Wilson's interval. */
export function shareOf(right: number, count: number): Share {
  const [z, p] = [1.96, right / count];
  const middle = (p + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half = (z / (1 + z ** 2 / count)) * Math.sqrt((p * (1 - p)) / count + z ** 2 / (4 * count ** 2));
  return { value: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half), count };
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** The report that a confusion matrix means. */
export function reportOf(classNames: readonly string[], confusion: readonly (readonly number[])[]): Report {
  const rows = confusion.map(sum);
  const columns = confusion.map((_, j) => sum(confusion.map((row) => row[j] ?? 0)));
  const rights = confusion.map((row, i) => row[i] ?? 0);
  const count = sum(rows);
  const classes = classNames.map((className, i) => {
    const [right, own, said] = [rights[i] ?? 0, rows[i] ?? 0, columns[i] ?? 0];
    return {
      ...{ className, count: own, f1: own + said === 0 ? null : (2 * right) / (own + said) },
      precision: said === 0 ? null : shareOf(right, said),
      recall: own === 0 ? null : shareOf(right, own),
    };
  });
  const macroF1 = sum(classes.map(({ f1 }) => f1 ?? 0)) / classes.length;
  return {
    accuracy: shareOf(sum(rights), count),
    macroF1: { value: macroF1, low: macroF1 - 0.021, high: macroF1 + 0.019 },
    baseline: Math.max(...rows) / count,
    ...{ classes, confusion, count, unreadable: 2 },
    calibration: {
      bins: [0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.97].map((probability, i) => ({
        ...{ probability, right: probability - 0.06 + 0.012 * i, count: i === 6 ? 520 : 14 + 8 * i },
      })),
      error: 0.021,
    },
    unknown: { below: 0.62, answered: 0.934, right: 0.961 },
  };
}

/** Five flowers, of which roses and tulips are taken for each other; of the last, few were tested. */
export const flowerConfusion = [
  [119, 5, 1, 1, 1],
  [6, 168, 1, 3, 2],
  [2, 0, 107, 1, 18],
  [1, 3, 0, 135, 1],
  [0, 0, 2, 0, 6],
];

export function fullResult(change: Partial<RunResult> = {}): RunResult {
  const { result, classNames } = someRun(0);
  if (!result) throw new Error('The first run has a result.');
  return {
    ...result,
    report: reportOf(classNames, flowerConfusion),
    headAccuracy: shareOf(510, 583),
    leak: { grouped: shareOf(2434, 2643), torn: shareOf(2564, 2643), groupsWithSeveral: 121 },
    trials: [0.01, 0.1, 1].flatMap((c, i) =>
      ['464', '460'].map((layer, j) => ({
        ...{ what: `layer ${layer}, C ${String(c)}`, accuracy: 0.88 + i * 0.01 - j * 0.02, spread: 0.008 },
        chosen: i === 1 && j === 0,
      })),
    ),
    restarts: [0.931, 0.924, 0.936],
    folds: [0.908, 0.921, 0.917, 0.912, 0.925],
    endedEarly: 'no better for 5 epochs',
    ...change,
  };
}

/** A hundred classes with a few neighbors that are taken for each other. */
export function manyClasses(count: number): TrainingRun {
  const classNames = Array.from({ length: count }, (_, i) => `species ${String(i + 1).padStart(3, '0')}`);
  const confusion = classNames.map((_, i) =>
    classNames.map((__, j) => (i === j ? 14 + (i % 9) : (i * 31 + j * 17) % 97 === 0 ? 1 + ((i + j) % 4) : 0)),
  );
  const report = reportOf(classNames, confusion);
  return someRun(1, {
    ...{ id: '20261122-100000-00cc', name: 'a hundred species', classNames },
    result: fullResult({ report, headAccuracy: null }),
  });
}

/** Wrong answers, the surest first; of every seventh the library knows nothing. */
export function someMistakes(count: number, { classNames }: Pick<TrainingRun, 'classNames'>): FakeAnswer[] {
  return Array.from({ length: count }, (_, i) => {
    const truth = (i * 2) % classNames.length;
    const probability = 0.99 - i * 0.012;
    const known = i % 7 !== 6;
    return {
      path: `/home/me/Pictures/flowers/${classNames[truth] ?? ''}/${String(4001 + i)}.jpg`,
      ...{ hash: hashOf('f'), part: 'test' as const, truth: [truth], predicted: (truth + 2) % classNames.length },
      ...{ probability, truthProbability: (1 - probability) * 0.8, outOfFold: true },
      ...{ photo: known ? i + 1 : null, label: null },
    };
  });
}

/** Five clouds that touch; in the seams the network is wrong. */
export function someMap(count: number, classes: number): (MapPoint & { photo: PhotoId | null })[] {
  const noise = (n: number): number => {
    const wave = Math.sin(n * 12.9898) * 43758.5453;
    return wave - Math.floor(wave) - 0.5;
  };
  return Array.from({ length: count }, (_, i) => {
    const truth = i % classes;
    const angle = (2 * Math.PI * truth) / classes;
    const wrong = i % 13 === 0;
    const reach = wrong ? 0.16 : 0.32;
    return {
      path: `/home/me/Pictures/flowers/all/${String(i + 1)}.jpg`,
      x: 0.5 + reach * Math.cos(angle) + 0.26 * noise(i + 1) * (0.6 + Math.abs(noise(i * 7))),
      y: 0.5 + reach * Math.sin(angle) + 0.26 * noise(i + 5000) * (0.6 + Math.abs(noise(i * 3))),
      ...{ truth, predicted: wrong ? (truth + 1) % classes : truth, photo: i % 50 === 49 ? null : i + 1 },
    };
  });
}
