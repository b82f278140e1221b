import { deviceSentences } from './devices.ts';
import { editSentences } from './edits.ts';
import { jobSentences } from './jobs.ts';

/** Every sentence of the engine that is translated in the window, the more particular before the more general. */
export const engineSentences: readonly string[] = [...editSentences, ...jobSentences, ...deviceSentences];
