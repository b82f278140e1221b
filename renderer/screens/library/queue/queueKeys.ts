import type { Queue } from '../../../state/queue/queue.svelte.ts';
import { digitOf } from '../labelKeys.ts';

/** What the keys of the queue are for besides its answers. */
interface Around {
  /** Classes behind the keys 1 to 9. */
  readonly keyed: readonly string[];
  readonly onclose: () => void;
  readonly onaccept: () => void;
  readonly ontype: () => void;
}

/**
 * The gesture behind a key of the queue; undefined: it has none.
 *
 * @param queue    whose photo is answered
 * @param around   classes behind the numbers, the way back, accepting many, and typing a class
 */
export function queueGesture(event: KeyboardEvent, queue: Queue, around: Around): (() => void) | undefined {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.shiftKey) return key === 'a' ? around.onaccept : undefined;
  const className = around.keyed[(digitOf(event) ?? 0) - 1];
  if (className !== undefined) return () => queue.label(className);
  const gestures: Readonly<Record<string, () => void>> = {
    a: () => queue.accept(),
    Enter: () => queue.accept(),
    r: () => queue.reject(),
    l: around.ontype,
    s: () => queue.skip(),
    ArrowRight: () => queue.skip(),
    ArrowLeft: () => queue.back(),
    g: around.onclose,
    q: around.onclose,
    Escape: around.onclose,
  };
  return gestures[key];
}
