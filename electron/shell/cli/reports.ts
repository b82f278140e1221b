import type { ClassReport, Finding, LeakCheck, Report, Share, TrainingRun } from '../../contract/index.ts';
import { percent, table } from './tables.ts';

// What a report says, as lines for a person and as a record for a program.

/** "93.1 % (95 %: 90.2 % to 95.2 %)" */
const shareInWords = ({ value, low, high }: Share): string =>
  `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;

/** One row per class, then the figures for all. */
export function reportInWords(report: Report): string[] {
  const { accuracy, macroF1, baseline, count, unreadable, unknown, calibration } = report;
  const left = unreadable === 0 ? '' : ` ${unreadable} could not be read.`;
  return [
    ...table(['class', 'photos', 'precision', 'recall', 'F1'], report.classes.map(cells), [1, 2, 3, 4]),
    '',
    `Accuracy ${shareInWords(accuracy)} on ${count} photos; always the most frequent class: ${percent(baseline)}.${left}`,
    `Macro-F1 ${macroF1.value.toFixed(3)} (95 %: ${macroF1.low.toFixed(3)} to ${macroF1.high.toFixed(3)}), calibration error ${calibration.error.toFixed(3)}.`,
    ...(unknown === null
      ? []
      : [
          `Below ${percent(unknown.below)} it answers "unknown": ${percent(unknown.answered)} are answered, ${percent(unknown.right)} of those right.`,
        ]),
    ...confusionsInWords(report),
  ];
}

const cells = ({ className, count, precision, recall, f1 }: ClassReport): string[] => [
  className,
  String(count),
  precision === null ? '' : percent(precision.value),
  recall === null ? '' : percent(recall.value),
  f1 === null ? '' : f1.toFixed(3),
];

/** Most confusions that are named. */
const mostNamed = 5;

/** For example "Most confused: rose taken for tulip 12 times, …". */
function confusionsInWords({ confusion, classes }: Report): string[] {
  const wrong = confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostNamed);
  const nameOf = (index: number): string => classes[index]?.className ?? String(index);
  const named = wrong.map(
    ({ truth, predicted, count }) =>
      `${nameOf(truth)} taken for ${nameOf(predicted)} ${count === 1 ? 'once' : `${count} times`}`,
  );
  return named.length === 0 ? [] : [`Most confused: ${named.join(', ')}.`];
}

/** What else a run found out. */
export function runInWords({ id, name, result, counts, baseName }: TrainingRun, seconds: number): string[] {
  const head = result?.headAccuracy ?? null;
  const leak = result?.leak ?? null;
  const ended = result?.endedEarly ?? null;
  return [
    ...(head === null ? [] : [`The head alone: ${shareInWords(head)}.`]),
    ...(leak === null ? [] : [leakInWords(leak)]),
    ...(ended === null ? [] : [`Ended early: ${ended}.`]),
    `${counts.train} photos to learn from, ${counts.holdout} to decide when to stop, ${counts.test} to judge by; ${seconds.toFixed(1)} s.`,
    `"${name}" is on the shelf, made from ${baseName} by run ${id}.`,
  ];
}

/** What one would have believed with photos of one burst on both sides. */
const leakInWords = ({ grouped, torn, groupsWithSeveral: groups }: LeakCheck): string =>
  torn.value > grouped.value
    ? `With ${groups === 1 ? 'the one group' : `the ${groups} groups`} of alike photos torn apart, one would have believed ${percent(torn.value)}; kept together it is ${percent(grouped.value)}.`
    : `Keeping alike photos together makes no difference here: ${percent(grouped.value)} by cross-validation.`;

export const findingInWords = ({ severity, sentence, remedy }: Finding): string =>
  `${severity === 'note' ? 'Note' : severity === 'warning' ? 'Warning' : 'Error'}: ${sentence} ${remedy}`;

// ----- for programs

const bare = ({ value, low, high }: Share) => ({ value, low, high });

/** What `train` and `eval` say alike. */
export const reportRecord = ({ accuracy, macroF1, baseline, count, unreadable }: Report) => ({
  accuracy: bare(accuracy),
  macroF1: macroF1.value,
  macroF1Interval: { low: macroF1.low, high: macroF1.high },
  ...{ baseline, count, unreadable },
});

export function runRecord({ run, perClass }: { run: TrainingRun; perClass: readonly number[] }, seconds: number) {
  const { id, name, baseName, depth, loss, classNames, counts, result } = run;
  return {
    classes: classNames,
    counts: Object.fromEntries(classNames.map((className, i) => [className, perClass[i] ?? 0])),
    split: counts,
    ...(result && reportRecord(result.report)),
    seconds,
    run: id,
    ...{ name, base: baseName, depth, loss },
    ...(result && resultRecord(result)),
  };
}

const resultRecord = (result: NonNullable<TrainingRun['result']>) => {
  const { model, layer, c, learningRate, bestEpoch, endedEarly, headAccuracy, leak, featureSeconds } = result;
  return {
    ...{ model, layer, c, learningRate, bestEpoch, endedEarly, featureSeconds },
    headAccuracy: headAccuracy && bare(headAccuracy),
    leak: leak && { grouped: bare(leak.grouped), torn: bare(leak.torn) },
  };
};
