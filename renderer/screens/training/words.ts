import type { LossKind, RunPhase, RunPlace, Share, TrainingRun } from '../../../electron/contract/index.ts';
import { numberWords, phrase, t } from '../../words/index.ts';

const oneDecimal = (n: number): string => numberWords(n, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 0.9271 → "92.7 %", never broken between lines. */
export const tenths = (fraction: number): string =>
  t('{number} %', { number: oneDecimal(fraction * 100) }).replace(' ', '\u00a0');

/** 0.01 → "0.010": a learning rate, by what tells two apart. */
export const rateWords = (rate: number): string =>
  numberWords(rate, { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });

/** "90.6 to 94.5 %": where the true share lies in 95 of 100 cases. */
export const intervalWords = ({ low, high }: Pick<Share, 'low' | 'high'>): string =>
  t('{low} to {high}', { low: oneDecimal(low * 100), high: tenths(high) });

export const phaseWords: Readonly<Record<RunPhase, string>> = {
  looking: phrase('Looking at the photos'),
  features: phrase('Computing features'),
  choosing: phrase('Choosing the head by cross-validation'),
  tuning: phrase('Finding a learning rate'),
  training: phrase('Training'),
  evaluating: phrase('Judging on the test photos'),
  saving: phrase('Saving the model'),
};

const ofPhotos = phrase('{done} of {count} photos');
const ofFits = phrase('{done} of {count} fits');
const ofSteps = phrase('{done} of {count} steps');

/** How far a phase is; null where a count says nothing. */
export const phaseCounts: Readonly<Record<RunPhase, typeof ofPhotos | typeof ofFits | typeof ofSteps | null>> = {
  looking: ofPhotos,
  features: ofPhotos,
  choosing: ofFits,
  tuning: ofSteps,
  training: ofSteps,
  evaluating: ofPhotos,
  saving: null,
};

export const stateWords: Readonly<Record<TrainingRun['state'], string>> = {
  waiting: phrase('Waiting'),
  running: phrase('Running'),
  paused: phrase('Paused'),
  done: phrase('Done'),
  stopped: phrase('Stopped'),
  failed: phrase('Failed'),
};

/** Where a run goes on that was stopped or failed, behind "Continue"; null: it has no checkpoint. */
export function reachedWords(place: RunPlace | null): string {
  if (place === null) return t('from the beginning');
  const epoch = String(place.epoch);
  const step = String(place.step);
  const restart = String(place.restart + 1);
  if (place.restart === 0)
    return place.step === 0
      ? t('with epoch {epoch}', { epoch })
      : t('at step {step} of epoch {epoch}', { step, epoch });
  return place.step === 0
    ? t('with epoch {epoch}, restart {restart}', { epoch, restart })
    : t('at step {step} of epoch {epoch}, restart {restart}', { step, epoch, restart });
}

/** What each loss is called, and when one takes it. */
export const lossWords: Readonly<Record<LossKind, { readonly name: string; readonly why: string }>> = {
  softmax: {
    name: phrase('Softmax'),
    why: phrase('Probabilities that sum to one. The choice when nothing speaks against it.'),
  },
  svm: { name: phrase('Linear SVM'), why: phrase('One margin per class. Often a little better with very few photos.') },
  hinge: { name: phrase('Hinge'), why: phrase('Stops caring about a photo once it is right by a margin.') },
  'squared-hinge': { name: phrase('Squared hinge'), why: phrase('As hinge, but large mistakes weigh more.') },
  sigmoid: { name: phrase('Yes or no per class'), why: phrase('For photos that may have several classes, or none.') },
  triplet: {
    name: phrase('Triplet'),
    why: phrase('Lays photos of a class close together and answers the nearest class.'),
  },
};

/** The last two parts of a path: enough to recognize a photo by. */
export const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join('/');
