import type { Facets, Photo, PhotoDetail } from '../../../electron/contract/index.ts';

const keys = 9;

/**
 * The classes behind the keys 1 to 9: first those that people gave most often, so that the fingers can learn them, then
 * what the network proposes for the photo at hand, then what it proposes most often.
 */
export function quickClasses(
  facets: Facets | null,
  photo: Photo | undefined,
  detail: PhotoDetail | null,
): readonly string[] {
  const classes = facets?.classes ?? [];
  const given = classes.filter(({ labelled }) => labelled > 0).sort((a, b) => b.labelled - a.labelled);
  const proposed = detail && detail.id === photo?.id ? detail.top : photo?.best ? [photo.best] : [];
  const frequent = [...classes].sort((a, b) => b.suggested - a.suggested);
  const names = [...given, ...proposed, ...frequent].map(({ className }) => className);
  return [...new Set(names)].slice(0, keys);
}
