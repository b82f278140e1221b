import type { AttributionFinding, AttributionRow, Measured, PhotographerReport } from '../../contract/index.ts';
import { percent, table } from './tables.ts';

// What learning photographers came to, as a terminal shows it.

const interval = ({ low, high }: Measured): string => `${(100 * low).toFixed(1)}–${percent(high)}`;

/** The table of what answers and how often it is right, photographers, findings. */
export function photographersInWords({ rows, photographers, findings, strangers }: PhotographerReport): string[] {
  const share = (value: number | null): string => (value === null ? '–' : percent(value));
  return [
    ...table(['what answers', 'right', '95 %', 'F1', ''], rows.map(rowInWords), [1, 2, 3]),
    '',
    ...table(
      ['photographer', 'photos', 'shoots', 'recognized', 'answers right', 'F1'],
      photographers.map(({ className, photos, shoots, recall, precision, f1 }) => [
        ...[className, `${photos}`, `${shoots}`],
        ...[recall, precision, f1].map(share),
      ]),
      [1, 2, 3, 4, 5],
    ),
    ...(strangers ? ['', `Strangers are noticed with an area under the curve of ${strangers.area.toFixed(2)}.`] : []),
    ...(findings.length > 0 ? ['', ...findings.map(findingInWords)] : []),
  ];
}

const rowInWords = ({ kind, name, accuracy, macroF1, chosen }: AttributionRow): string[] => [
  kind === 'baseline' || kind === 'guard' || kind === 'deeper' ? `${name} (${kind})` : name,
  ...[percent(accuracy.value), interval(accuracy), percent(macroF1.value)],
  chosen ? 'in use' : '',
];

const findingInWords = ({ severity, sentence, remedy }: AttributionFinding): string =>
  `${severity === 'warning' ? 'Warning' : 'Note'}: ${sentence} ${remedy}`;
