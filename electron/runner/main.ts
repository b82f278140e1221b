// The computing process. The engine forks it, speaks the contract `runner` with it, and starts it again when it dies.

import { runner, serve } from '../contract/index.ts';
import { runnerHandlers } from './handlers.ts';
import { closeExifTool } from './pixels/index.ts';
import { parentPort } from './port.ts';

serve(runner, runnerHandlers(), parentPort(), (method, thrown) => console.error(method, thrown));

process.once('disconnect', () => {
  // A run in progress cannot be interrupted and is worth nothing to anybody any more.
  void closeExifTool().finally(() => process.exit(0));
});
