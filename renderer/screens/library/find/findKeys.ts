import type { Find } from '../../../state/find.svelte.ts';

/**
 * The gesture behind a key of the grid that searches, or judges a likely label error; undefined: it has none.
 *
 * @param large  a photo is shown large: other keys mean something there
 */
export function findGesture(event: KeyboardEvent, find: Find, large: boolean): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === 'f' && !large) return () => void find.likeSelected();
  if (find.current?.by.kind !== 'label-errors') return undefined;
  if (key === 'a') return () => void find.correct();
  return key === 'k' ? () => void find.keep() : undefined;
}
