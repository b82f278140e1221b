import type { LeakCheck, RunResult, TrainingRun } from '../../../../electron/contract/index.ts';
import { duration } from '../../../ui/index.ts';
import { engineWords, t } from '../../../words/index.ts';
import { intervalWords, tenths } from '../words.ts';
import { insideNoise, pointWords } from './noise.ts';

/** What the accuracy is to be compared with, the best first. */
export function measuresOf(run: TrainingRun, { report, headAccuracy }: RunResult) {
  const { accuracy, macroF1, baseline } = report;
  const head =
    run.depth.kind !== 'head' && headAccuracy
      ? [{ ...headAccuracy, name: t('Head alone'), words: wordsOf(headAccuracy), look: 'second' as const }]
      : [];
  return [
    { ...accuracy, name: t('Accuracy'), words: wordsOf(accuracy), look: 'first' as const },
    { ...macroF1, name: t('Macro-F1'), words: wordsOf(macroF1), look: 'first' as const },
    ...head,
    { name: t('Most frequent class'), value: baseline, words: tenths(baseline), look: 'ground' as const },
  ];
}

const wordsOf = (share: { value: number; low: number; high: number }): string =>
  `${tenths(share.value)} (${intervalWords(share)})`;

/** What a person should know about how the figures came about, a sentence each. */
export function notesOf(run: TrainingRun, result: RunResult, epochs: number, again: TrainingRun | null): string[] {
  const notes = [headNote(run, result), leakNote(result.leak), foldsNote(result.folds), restartsNote(result.restarts)];
  const { report, endedEarly, bestEpoch } = result;
  if (endedEarly !== null) notes.push(t('Training ended early: {reason}.', { reason: engineWords(endedEarly) }));
  if (bestEpoch !== null) notes.push(bestNote(bestEpoch, epochs));
  if (report.unreadable > 0)
    notes.push(t('{count} files could not be read and did not count.', { count: report.unreadable }));
  notes.push(secondsNote(result), ...againNotes(run, again));
  return notes.filter((note) => note !== null);
}

const bestNote = (epoch: number, epochs: number): string =>
  epochs > 0
    ? t('The weights are those of epoch {epoch} of {epochs}, the best on the photos held out.', { epoch, epochs })
    : t('The weights are those of epoch {epoch}, the best on the photos held out.', { epoch });

function headNote(run: TrainingRun, { report: { accuracy }, headAccuracy: head }: RunResult): string | null {
  if (run.depth.kind === 'head' || !head) return null;
  const facts = { head: tenths(head.value), points: pointWords(accuracy.value - head.value) };
  if (insideNoise(accuracy, head)) return t('The difference from the head alone ({head}) is inside the noise.', facts);
  return accuracy.value > head.value
    ? t('{points} over the head alone ({head}): deeper training was worth it.', facts)
    : t('{points} against the head alone ({head}): train the head only.', facts);
}

function leakNote(leak: LeakCheck | null): string | null {
  if (!leak) return null;
  const facts = { together: tenths(leak.grouped.value), apart: tenths(leak.torn.value) };
  return leak.torn.value <= leak.grouped.value + 0.0005
    ? t(
        'Near-duplicates flattered nothing: cross-validation says {together} kept together and {apart} torn apart.',
        facts,
      )
    : t(
        'With near-duplicates torn apart you would have believed {apart}; kept together, cross-validation says {together}.',
        facts,
      );
}

function foldsNote(folds: readonly number[]): string | null {
  if (folds.length < 2) return null;
  const mean = folds.reduce((sum, fold) => sum + fold, 0) / folds.length;
  const squares = folds.reduce((sum, fold) => sum + (fold - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (folds.length - 1));
  return t(
    'Cross-validated, the head is right for {mean} ± {deviation} (mean and standard deviation of {folds} folds).',
    { mean: tenths(mean), deviation: tenths(deviation), folds: folds.length },
  );
}

function restartsNote(restarts: readonly number[]): string | null {
  if (restarts.length < 2) return null;
  const [worst, best] = [Math.min(...restarts), Math.max(...restarts)];
  return t('{starts} starts reached {interval} on the photos held out; the best was kept.', {
    starts: restarts.length,
    interval: intervalWords({ low: worst, high: best }),
  });
}

const secondsNote = ({ seconds, featureSeconds }: RunResult): string =>
  t('It took {time}, of which {looking} to look at the photos.', {
    time: duration(seconds),
    looking: duration(featureSeconds),
  });

function againNotes(run: TrainingRun, again: TrainingRun | null): string[] {
  const own = run.again ? [`${t('This run repeats another.')} ${sameWords(run.again.same)}`] : [];
  return again?.again ? [...own, `${t('It was run again.')} ${sameWords(again.again.same)}`] : own;
}

function sameWords(same: boolean | null): string {
  if (same === null) return t('Whether the weights come out the same is known when it has ended.');
  return same ? t('Every weight came out the same, bit for bit.') : t('The weights did not come out the same.');
}
