import type { LossKind, RunPhase, RunPlace, Share, TrainingRun } from '../../../electron/contract/index.ts';

const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 0.9271 → "92.7 %", never broken between lines. */
export const tenths = (fraction: number): string => `${oneDecimal.format(fraction * 100)}\u00a0%`;

/** "90.6 to 94.5 %": where the true share lies in 95 of 100 cases. */
export const intervalWords = ({ low, high }: Pick<Share, 'low' | 'high'>): string =>
  `${oneDecimal.format(low * 100)} to ${tenths(high)}`;

export const phaseWords: Readonly<Record<RunPhase, string>> = {
  looking: 'Looking at the photos',
  features: 'Computing features',
  choosing: 'Choosing the head by cross-validation',
  tuning: 'Finding a learning rate',
  training: 'Training',
  evaluating: 'Judging on the test photos',
  saving: 'Saving the model',
};

/** What `done` counts in a phase; null where a count says nothing. */
export const phaseUnits: Readonly<Record<RunPhase, string | null>> = {
  looking: 'photos',
  features: 'photos',
  choosing: 'fits',
  tuning: 'steps',
  training: 'steps',
  evaluating: 'photos',
  saving: null,
};

export const stateWords: Readonly<Record<TrainingRun['state'], string>> = {
  waiting: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
};

/** Where a run goes on that was stopped or failed, behind "Continue"; null: it has no checkpoint. */
export function reachedWords(place: RunPlace | null): string {
  if (place === null) return 'from the beginning';
  const { restart, epoch, step } = place;
  const where = step === 0 ? `with epoch ${String(epoch)}` : `at step ${String(step)} of epoch ${String(epoch)}`;
  return restart === 0 ? where : `${where}, restart ${String(restart + 1)}`;
}

/** What each loss is called, and when one takes it. */
export const lossWords: Readonly<Record<LossKind, { readonly name: string; readonly why: string }>> = {
  softmax: { name: 'Softmax', why: 'Probabilities that sum to one. The choice when nothing speaks against it.' },
  svm: { name: 'Linear SVM', why: 'One margin per class. Often a little better with very few photos.' },
  hinge: { name: 'Hinge', why: 'Stops caring about a photo once it is right by a margin.' },
  'squared-hinge': { name: 'Squared hinge', why: 'As hinge, but large mistakes weigh more.' },
  sigmoid: { name: 'Yes or no per class', why: 'For photos that may have several classes, or none.' },
  triplet: { name: 'Triplet', why: 'Lays photos of a class close together and answers the nearest class.' },
};

/** The last two parts of a path: enough to recognize a photo by. */
export const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join('/');
