import { cleanup, configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';
import { bindings } from '../../renderer/keys/index.ts';
import { speak } from '../../renderer/words/index.ts';

// On a machine with other work to do a window takes longer than the second that the library waits for what comes.
configure({ asyncUtilTimeout: 15_000 });

// The library would do so by itself for the first file of a process only: the next ones find it loaded already. What a
// window is spoken and worked with outlives it, and the next one begins as the first did.
afterEach(async () => {
  cleanup();
  await speak('system');
  bindings.changes = {};
  bindings.choosing = false;
});
