import { deviceSentences } from './devices.ts';
import { editSentences } from './edits.ts';
import { exchangeSentences } from './exchange.ts';
import { findingSentences } from './finding.ts';
import { jobSentences } from './jobs.ts';
import { labSentences } from './lab.ts';
import { lossSentences } from './losses.ts';
import { maskSentences } from './masks.ts';
import { photographerSentences } from './photographers.ts';
import { trainingSentences } from './training.ts';

/** Every sentence of the engine that is translated in the window, the more particular before the more general. */
export const engineSentences: readonly string[] = [
  ...editSentences,
  ...exchangeSentences,
  ...findingSentences,
  ...jobSentences,
  ...deviceSentences,
  ...maskSentences,
  ...photographerSentences,
  ...lossSentences,
  ...labSentences,
  ...trainingSentences,
];
