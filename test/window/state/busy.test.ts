import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everything } from '../../../electron/contract/index.ts';
import type { Engine } from '../../../renderer/engine/client.ts';
import { AcceptAbove } from '../../../renderer/state/queue/acceptAbove.svelte.ts';
import { Queue } from '../../../renderer/state/queue/queue.svelte.ts';
import { facetsOf } from '../../support/fakeLibrary.ts';
import { somePhotos } from '../../support/fakeShell.ts';

// While jobs run, photos change more often than the engine answers.

const answerMs = 400;
const changesMs = 60;

/** An engine that takes its time, over a library that goes on changing. */
function busyEngine() {
  const photos = somePhotos(5);
  const answers: Readonly<Record<string, unknown>> = {
    'library.list': { photos, total: photos.length },
    'library.facets': facetsOf(photos),
    'library.photo': { ...photos[0], top: [] },
    'suggestions.preview': { photos: 3, classes: [], doubtful: [] },
  };
  const listeners: (() => void)[] = [];
  const under = new Map<string, number>();
  let most = 0;
  const ask = async (method: string): Promise<unknown> => {
    under.set(method, (under.get(method) ?? 0) + 1);
    if (method !== 'library.photo') most = Math.max(most, under.get(method) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    under.set(method, (under.get(method) ?? 0) - 1);
    return answers[method];
  };
  const on = (name: string, listener: () => void): void => {
    if (name === 'library.changed') listeners.push(listener);
  };
  setInterval(() => listeners.forEach((listen) => listen()), changesMs);
  return { engine: { ask, on } as unknown as Engine, most: () => most };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the queue reads its order while photos go on changing, one reading at a time', async () => {
  const { engine, most } = busyEngine();
  const queue = new Queue(engine, {} as never, { labelling: 'single' });
  queue.open = true;
  void queue.begin(everything);
  await vi.advanceTimersByTimeAsync(3000);
  expect([queue.current?.id, queue.next.length, queue.loaded]).toEqual([1, 4, true]);
  expect(most()).toBe(1);
});

test('a filter that was chosen while the order was read counts, not the one before', async () => {
  const { engine } = busyEngine();
  const queue = new Queue(engine, {} as never, { labelling: 'single' });
  void queue.begin(everything);
  await vi.advanceTimersByTimeAsync(answerMs / 2);
  void queue.begin({ ...everything, minRating: 4 });
  await vi.advanceTimersByTimeAsync(answerMs);
  expect(queue.current).toBeNull();
  await vi.advanceTimersByTimeAsync(answerMs);
  expect(queue.current?.id).toBe(1);
});

test('what accepting many would do is shown while photos go on changing, one look at a time', async () => {
  const { engine, most } = busyEngine();
  const above = new AcceptAbove(engine);
  above.toggle();
  await vi.advanceTimersByTimeAsync(3000);
  expect(above.preview?.photos).toBe(3);
  expect(most()).toBe(1);
  above.aim(0.5);
  await vi.advanceTimersByTimeAsync(3 * answerMs);
  expect(above.preview?.photos).toBe(3);
});
