import { expect, test } from 'vitest';
import type { StopSignal } from '../../../electron/contract/index.ts';
import { Watched } from '../../../renderer/state/watched.svelte.ts';

interface Asked {
  readonly signal: StopSignal | undefined;
  readonly answer: (word: string) => void;
}

/** A run that waits for its answer. */
function begin(watched: Watched, done: string[]): Asked & { readonly ended: Promise<void> } {
  let asked: Asked | undefined;
  const ended = watched.run<string>(
    ({ signal }) => new Promise((answer) => (asked = { signal, answer })),
    (word) => done.push(word),
  );
  if (!asked) throw new Error('It was not asked.');
  return { ...asked, ended };
}

test('a run stops the one before, whose late answer does not count', async () => {
  const [watched, done] = [new Watched(), [] as string[]];
  const first = begin(watched, done);
  const second = begin(watched, done);
  expect(first.signal?.aborted).toBe(true);
  expect(second.signal?.aborted).toBe(false);
  second.answer('newer');
  await second.ended;
  first.answer('older');
  await first.ended;
  expect(done).toEqual(['newer']);
  expect(watched.progress).toBeNull();
});
