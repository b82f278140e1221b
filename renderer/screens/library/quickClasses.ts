import type { Facets, LibraryClass, Photo, PhotoDetail } from '../../../electron/contract/index.ts';

const keys = 9;

interface AtHand {
  readonly shelf: readonly LibraryClass[];
  readonly facets: Facets | null;
  readonly photo: Photo | undefined;
  readonly detail: PhotoDetail | null;
}

/**
 * The classes behind the keys 1 to 9: first those of the shelf in its order, so that the fingers can learn them. Keys that
 * it leaves over are of what people gave most often, what the network proposes for the photo at hand, and what it proposes
 * most often.
 */
export function quickClasses({ shelf, facets, photo, detail }: AtHand): readonly string[] {
  const classes = facets?.classes ?? [];
  const given = classes.filter(({ labelled }) => labelled > 0).sort((a, b) => b.labelled - a.labelled);
  const proposed = detail && detail.id === photo?.id ? detail.top : photo?.best ? [photo.best] : [];
  const frequent = [...classes].sort((a, b) => b.suggested - a.suggested);
  const names = [...given, ...proposed, ...frequent].map(({ className }) => className);
  return [...new Set([...shelf.map(({ name }) => name), ...names])].slice(0, keys);
}
