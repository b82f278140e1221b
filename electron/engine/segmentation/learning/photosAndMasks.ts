import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { failure, problemOf, type SegmenterReport } from '../../../contract/index.ts';

export type Problems = SegmenterReport['problems'];

/** How the masks of a folder are kept: a picture or a labelme file for each photo, or one file for all. */
export type MaskKind = 'png' | 'labelme' | 'set';

/** Photos and where their masks are, by their names. */
export interface PhotosAndMasks {
  readonly kind: MaskKind;
  /** `mask` of all photos is the same where there is one file for all. */
  readonly pairs: readonly { readonly path: string; readonly mask: string }[];
  readonly problems: Problems;
  readonly warnings: readonly string[];
}

/** The name that a photo shares with its mask. */
export const nameOf = (path: string): string => basename(path, extname(path));

/** Files that masks may be in, by kind. */
interface MaskFiles {
  readonly pngs: readonly string[];
  readonly jsons: readonly string[];
  readonly xmls: readonly string[];
}

/**
 * Finds the mask of each photo. PNG masks come before labelme files, and those before one COCO or CVAT file. A photo
 * without a mask, and photos of one name, are left out with the reason.
 *
 * @param paths  photos; masks that lie among them are known by their folder
 * @throws segmentation/several-annotations
 */
export async function photosAndMasks(paths: readonly string[], folder: string): Promise<PhotosAndMasks> {
  const { named, problems } = photosByName(paths, folder);
  const files = await maskFilesIn(folder, new Set(named.values()));
  const { kind, masks, warnings } = chosen(files, named);
  const pairs: { path: string; mask: string }[] = [];
  for (const [name, path] of named) {
    const [mask, another] = masks(name);
    if (mask !== undefined && another === undefined) pairs.push({ path, mask });
    else problems.push({ path, problem: problemOf(mask === undefined ? missing(path) : ambiguous(name)) });
  }
  return { kind, pairs, problems, warnings };
}

const missing = (path: string) => failure('mask/missing', { photo: basename(path) });
const ambiguous = (name: string) => failure('mask/ambiguous', { photo: name });

/** Where photos and masks lie together, a PNG beside another file of its name is a mask. */
function photosByName(paths: readonly string[], folder: string) {
  const isMask = (path: string): boolean => dirname(path) === folder && isPng(path);
  const named = new Map<string, string>();
  const problems: Problems[number][] = [];
  for (const [name, same] of Map.groupBy(paths, nameOf)) {
    const others = same.filter((path) => !isMask(path));
    const [first, ...more] = others.length > 0 ? others : same;
    if (first === undefined) continue;
    if (more.length === 0) named.set(name, first);
    else problems.push(...[first, ...more].map((path) => ({ path, problem: problemOf(ambiguous(name)) })));
  }
  return { named, problems };
}

const isPng = (path: string): boolean => /\.png$/i.test(path);

async function maskFilesIn(folder: string, photos: ReadonlySet<string>): Promise<MaskFiles> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .filter((path) => !photos.has(path))
    .sort();
  return {
    pngs: files.filter(isPng),
    jsons: files.filter((path) => /\.json$/i.test(path)),
    xmls: files.filter((path) => /\.xml$/i.test(path)),
  };
}

interface Chosen {
  readonly kind: MaskKind;
  /** All that may be the mask of a photo of that name. */
  readonly masks: (name: string) => readonly string[];
  readonly warnings: readonly string[];
}

function chosen({ pngs, jsons, xmls }: MaskFiles, named: ReadonlyMap<string, string>): Chosen {
  const annotations = [...jsons, ...xmls];
  const byName = (files: readonly string[]) => {
    const groups = Map.groupBy(files, nameOf);
    return (name: string): readonly string[] => groups.get(name) ?? [];
  };
  const ofPhotos = (files: readonly string[]): boolean => files.some((file) => named.has(nameOf(file)));
  if (ofPhotos(pngs)) return { kind: 'png', masks: byName(pngs), warnings: leftOut(annotations, 'PNG masks') };
  if (ofPhotos(jsons)) {
    const others = annotations.filter((file) => !named.has(nameOf(file)));
    return { kind: 'labelme', masks: byName(jsons), warnings: leftOut(others, 'labelme files') };
  }
  const [first, second] = annotations;
  if (first === undefined) return { kind: 'png', masks: () => [], warnings: [] };
  if (second !== undefined)
    throw failure('segmentation/several-annotations', {
      ...{ count: annotations.length, first: basename(first), second: basename(second) },
    });
  return { kind: 'set', masks: () => [first], warnings: [] };
}

const leftOut = (files: readonly string[], because: string): readonly string[] => {
  const [first, ...more] = files.map((file) => basename(file));
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [`Left out, as there are ${because}: ${first}${others}.`];
};
