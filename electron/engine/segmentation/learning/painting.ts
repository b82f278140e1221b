import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { failure, FoveaError, problemOf, systemCode, writeProblem, type Stop } from '../../../contract/index.ts';
import { writeMaskPng } from '../../../decode/index.ts';
import {
  notJudged,
  painted,
  readCocoMasks,
  readCvatMasks,
  readLabelmeMasks,
  vocPalette,
  type DrawnPhoto,
} from '../../../runner/vision/index.ts';
import { nameOf, type PhotosAndMasks, type Problems } from './photosAndMasks.ts';

// Annotations become indexed PNGs, which are what is learned from.

export interface PaintedMasks {
  readonly files: PhotosAndMasks['pairs'];
  readonly classNames: readonly string[];
  readonly problems: Problems;
  readonly warnings: readonly string[];
}

export interface Painting {
  /** Where the PNGs go. */
  readonly folder: string;
  readonly voidClass: number | null;
  readonly stop: Stop;
}

/** What is drawn on each photo, before it is painted. */
interface Drawn {
  readonly classes: readonly string[];
  readonly photos: readonly { readonly path: string; readonly drawn: DrawnPhoto }[];
  readonly problems: Problems;
  readonly losses: readonly string[];
}

/**
 * Paints what annotations draw. What no shape covers is the background: the class of that name, or one more at the end.
 *
 * @throws annotation/not-readable  of a file for all photos; disk/full, disk/denied, engine/stopped
 */
export async function paintedMasks({ kind, pairs }: PhotosAndMasks, asked: Painting): Promise<PaintedMasks> {
  const { classes, photos, problems, losses } =
    kind === 'labelme' ? await drawnEach(pairs) : await drawnTogether(pairs);
  const known = classes.findIndex((name) => /^_*background_*$/i.test(name));
  const background = known === -1 ? classes.length : known;
  const files: { path: string; mask: string }[] = [];
  const failed: Problems[number][] = [];
  const pixels = { all: 0, open: 0, overlapping: 0 };
  await mkdir(asked.folder, { recursive: true });
  for (const { path, drawn } of photos) {
    asked.stop.throwIfAborted();
    try {
      const { annotation, covered } = painted(drawn, classes);
      const { width, height, classOf } = annotation.map;
      const filled = classOf.map((own) => (own === notJudged ? background : own));
      pixels.all += filled.length;
      pixels.open += classOf.filter((own) => own === notJudged).length;
      pixels.overlapping += Number(covered > 0);
      const mask = join(asked.folder, `${files.length}.png`);
      await write(mask, await writeMaskPng({ width, height, classOf: filled }, classes.length + 1, vocPalette()));
      files.push({ path, mask });
    } catch (thrown) {
      failed.push({ path, problem: problemIn(thrown) });
    }
  }
  const isOpen = pixels.open > 0 && known === -1;
  return {
    files,
    classNames: isOpen ? [...classes, 'background'] : classes,
    problems: [...problems, ...failed],
    warnings: [...losses, ...ambiguities(pixels, { background, asked })],
  };
}

function ambiguities(
  { all, open, overlapping }: { readonly all: number; readonly open: number; readonly overlapping: number },
  { background, asked }: { readonly background: number; readonly asked: Painting },
): readonly string[] {
  const share = `${((100 * open) / Math.max(1, all)).toFixed(1)} %`;
  return [
    ...(open === 0 || asked.voidClass === background
      ? []
      : [`What no shape covers, ${share} of the pixels, was taken as background: class ${background}.`]),
    ...(overlapping === 0
      ? []
      : [`Where shapes of several classes lie over each other, the last one was taken (photos: ${overlapping}).`]),
  ];
}

/** A file for each photo; classes are numbered as they are found. */
async function drawnEach(pairs: PhotosAndMasks['pairs']): Promise<Drawn> {
  let classes: readonly string[] = [];
  const photos: Drawn['photos'][number][] = [];
  const problems: Problems[number][] = [];
  const losses = new Set<string>();
  for (const { path, mask } of pairs) {
    try {
      const read = readLabelmeMasks(await textOf(mask), classes);
      classes = read.classes;
      photos.push(...read.photos.map((drawn) => ({ path, drawn })));
      for (const loss of read.losses) losses.add(loss);
    } catch (thrown) {
      problems.push({ path, problem: problemIn(thrown) });
    }
  }
  return { classes, photos, problems, losses: [...losses] };
}

/** One file for all photos, which are known by their names without folder and extension. */
async function drawnTogether(pairs: PhotosAndMasks['pairs']): Promise<Drawn> {
  const [file = ''] = pairs.map(({ mask }) => mask);
  const text = await textOf(file);
  const { classes, photos, losses } =
    extname(file).toLowerCase() === '.xml' ? readCvatMasks(text) : readCocoMasks(text);
  // Files from other systems name folders with backslashes.
  const byName = Map.groupBy(photos, ({ photo }) => nameOf(photo.file.replaceAll('\\', '/')));
  const found: Drawn['photos'][number][] = [];
  const problems: Problems[number][] = [];
  for (const { path } of pairs) {
    const [drawn, another] = byName.get(nameOf(path)) ?? [];
    if (drawn && !another) found.push({ path, drawn });
    else problems.push({ path, problem: problemOf(drawn ? severalOf(path) : noneOf(path)) });
  }
  return { classes, photos: found, problems, losses };
}

const severalOf = (path: string) => failure('mask/ambiguous', { photo: nameOf(path) });
const noneOf = (path: string) => failure('mask/missing', { photo: basename(path) });

/** What concerns one photo alone; anything else goes on up. */
function problemIn(thrown: unknown): Problems[number]['problem'] {
  if (thrown instanceof FoveaError && /^(annotation|mask|photo)\//.test(thrown.code)) return problemOf(thrown);
  throw thrown;
}

/** @throws annotation/not-readable */
const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((thrown: unknown) => {
    const reason = `"${basename(file)}" cannot be opened (${systemCode(thrown) ?? 'unknown'}).`;
    throw failure('annotation/not-readable', { reason });
  });

/** @throws disk/full, disk/denied */
const write = (path: string, bytes: Uint8Array): Promise<void> =>
  writeFile(path, bytes).catch((thrown: unknown) => {
    throw writeProblem(thrown, path);
  });
