import type { LeakCheck, RunResult, TrainingRun } from '../../../../electron/contract/index.ts';
import { count, counted, duration } from '../../../ui/index.ts';
import { intervalWords, tenths } from '../words.ts';
import { insideNoise, pointWords } from './noise.ts';

/** What the accuracy is to be compared with, the best first. */
export function measuresOf(run: TrainingRun, { report, headAccuracy }: RunResult) {
  const { accuracy, macroF1, baseline } = report;
  const head =
    run.depth.kind !== 'head' && headAccuracy
      ? [{ ...headAccuracy, name: 'Head alone', words: wordsOf(headAccuracy), look: 'second' as const }]
      : [];
  return [
    { ...accuracy, name: 'Accuracy', words: wordsOf(accuracy), look: 'first' as const },
    { ...macroF1, name: 'Macro-F1', words: wordsOf(macroF1), look: 'first' as const },
    ...head,
    { name: 'Most frequent class', value: baseline, words: tenths(baseline), look: 'ground' as const },
  ];
}

const wordsOf = (share: { value: number; low: number; high: number }): string =>
  `${tenths(share.value)} (${intervalWords(share)})`;

/** What a person should know about how the figures came about, a sentence each. */
export function notesOf(run: TrainingRun, result: RunResult, epochs: number, again: TrainingRun | null): string[] {
  const notes = [headNote(run, result), leakNote(result.leak), foldsNote(result.folds), restartsNote(result.restarts)];
  const { report, endedEarly, bestEpoch } = result;
  if (endedEarly !== null) notes.push(`Training ended early: ${endedEarly}.`);
  if (bestEpoch !== null) {
    const of = epochs > 0 ? ` of ${count(epochs)}` : '';
    notes.push(`The weights are those of epoch ${count(bestEpoch)}${of}, the best on the photos held out.`);
  }
  if (report.unreadable > 0) notes.push(`${counted(report.unreadable, 'file')} could not be read and did not count.`);
  notes.push(secondsNote(result), ...againNotes(run, again));
  return notes.filter((note) => note !== null);
}

function headNote(run: TrainingRun, { report: { accuracy }, headAccuracy: head }: RunResult): string | null {
  if (run.depth.kind === 'head' || !head) return null;
  const its = `the head alone (${tenths(head.value)})`;
  if (insideNoise(accuracy, head)) return `The difference from ${its} is inside the noise.`;
  return accuracy.value > head.value
    ? `${pointWords(accuracy.value - head.value)} over ${its}: deeper training was worth it.`
    : `${pointWords(accuracy.value - head.value)} against ${its}: train the head only.`;
}

function leakNote(leak: LeakCheck | null): string | null {
  if (!leak) return null;
  const { grouped, torn } = leak;
  if (torn.value <= grouped.value + 0.0005)
    return `Near-duplicates flattered nothing: cross-validation says ${tenths(grouped.value)} kept together and ${tenths(torn.value)} torn apart.`;
  return `With near-duplicates torn apart you would have believed ${tenths(torn.value)}; kept together, cross-validation says ${tenths(grouped.value)}.`;
}

function foldsNote(folds: readonly number[]): string | null {
  if (folds.length < 2) return null;
  const mean = folds.reduce((sum, fold) => sum + fold, 0) / folds.length;
  const squares = folds.reduce((sum, fold) => sum + (fold - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (folds.length - 1));
  return `Cross-validated, the head is right for ${tenths(mean)} ± ${tenths(deviation)} (mean and standard deviation of ${count(folds.length)} folds).`;
}

function restartsNote(restarts: readonly number[]): string | null {
  if (restarts.length < 2) return null;
  const [worst, best] = [Math.min(...restarts), Math.max(...restarts)];
  return `${count(restarts.length)} starts reached ${intervalWords({ low: worst, high: best })} on the photos held out; the best was kept.`;
}

const secondsNote = ({ seconds, featureSeconds }: RunResult): string =>
  `It took ${duration(seconds)}, of which ${duration(featureSeconds)} to look at the photos.`;

function againNotes(run: TrainingRun, again: TrainingRun | null): string[] {
  const own = run.again ? [`This run repeats another. ${sameWords(run.again.same)}`] : [];
  return again?.again ? [...own, `It was run again. ${sameWords(again.again.same)}`] : own;
}

function sameWords(same: boolean | null): string {
  if (same === null) return 'Whether the weights come out the same is known when it has ended.';
  return same ? 'Every weight came out the same, bit for bit.' : 'The weights did not come out the same.';
}
