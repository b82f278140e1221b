import { phrase } from '../translate.ts';

/** Names of searches, and what learning from labels waits for, as electron/engine/finding says it. */
export const findingSentences: readonly string[] = [
  phrase('Like {count} photos'),
  phrase('Like a part of {file}'),
  phrase('Like {file}'),
  phrase('There more than once'),
  phrase('Labels that may be wrong'),
  phrase('Unlike all others'),
  phrase('Shows “{name}”'),
  phrase('{count} photos looked at by {model}, {failed} could not be read'),
  phrase('{count} photos looked at by {model}'),
  phrase('your labels'),
  phrase('Let a network look at your photos first.'),
  phrase('Give two classes three photos each; Fovea then learns from your labels.'),
  phrase('Learning from the labels failed; Fovea tries again after the next one.'),
];
