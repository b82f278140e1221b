import type { Photo } from '../../electron/contract/index.ts';
import type { Library } from './library.svelte.ts';
import type { PhotoView } from './photo.svelte.ts';

/**
 * The photo that fields speak of: the one that is selected, wherever it stands; else the one under the cursor.
 *
 * @returns undefined while it is not loaded, and where several were selected elsewhere than in the list
 */
export function photoMeant(
  { current, selection }: Pick<Library, 'current' | 'selection'>,
  { detail }: Pick<PhotoView, 'detail'>,
): Photo | undefined {
  const { ids, elsewhere } = selection;
  if (ids.size !== 1) return elsewhere && ids.size > 1 ? undefined : current;
  const [only] = ids;
  if (current?.id === only) return current;
  return detail && detail.id === only ? detail : undefined;
}
