import { access } from 'node:fs/promises';
import { extname } from 'node:path';

/** A path without its extension. */
export const stemOf = (path: string): string => path.slice(0, path.length - extname(path).length);

/**
 * Where a photo's sidecar may lie, the first wins: IMG.jpg.xmp (darktable, digiKam), then IMG.xmp (Adobe). Some systems
 * tell upper from lower case.
 */
const sidecarNames = (path: string): string[] => [
  ...[`${path}.xmp`, `${path}.XMP`],
  ...[`${stemOf(path)}.xmp`, `${stemOf(path)}.XMP`],
];

/** The sidecars of a photo that are there, the one that wins first. */
export async function sidecarsOf(path: string): Promise<string[]> {
  const there = await Promise.all(sidecarNames(path).map(isThere));
  return sidecarNames(path).filter((_, at) => there[at] === true);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
