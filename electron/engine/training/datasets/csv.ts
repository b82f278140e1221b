import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fail } from '../../../contract/index.ts';
import { CsvProblem, csvRows, type CsvRow } from '../../../runner/vision/index.ts';
import type { Listing } from './sources.ts';
import { listingOf } from './listing.ts';
import { holdoutAndTest, splitOf } from './splits.ts';
import type { SplitName } from './splits.ts';

/** What a table says of one photo. */
export interface StatedPhoto {
  readonly path: string;
  readonly classNames: readonly string[];
  readonly split: SplitName | null;
}

const checkedAtOnce = 64;

/** Names of columns that are understood, in lower case. */
const columns = {
  path: ['path', 'file', 'filename', 'image', 'photo'],
  label: ['label', 'labels', 'class', 'classes'],
  split: ['split', 'part', 'set'],
} as const;

/**
 * The photos of a table `path,label[,split]`; paths are relative to the file.
 *
 * @throws training/bad-csv, training/csv-paths, library/path-missing
 */
export async function listCsv(file: string): Promise<Listing> {
  const bytes = await readFile(file).catch(() => fail('library/path-missing', { path: file }));
  const stated = understood(file, () => photosOf(csvRows(textOf(bytes))));
  const { given, partOf } = holdoutAndTest(stated.map(({ split }) => split));
  const photos = stated.map(({ path, classNames, split }) => ({
    path: resolve(dirname(file), path),
    ...{ classNames, part: given && split !== null ? partOf(split) : null },
  }));
  await checkPaths(file, photos);
  return listingOf({
    photos: photos.filter(({ classNames }) => classNames.length > 0),
    named: [],
    unlabelled: photos.filter(({ classNames }) => classNames.length === 0).map(({ path }) => path),
    multiLabel: photos.some(({ classNames }) => classNames.length > 1),
  });
}

/** Paths of which none is there are not broken photos: they begin somewhere else. */
async function checkPaths(file: string, photos: readonly { readonly path: string }[]): Promise<void> {
  for (let from = 0; from < photos.length; from += checkedAtOnce) {
    const some = photos.slice(from, from + checkedAtOnce);
    const found = await Promise.all(some.map(({ path }) => stat(path).catch(() => null)));
    if (found.some((stats) => stats !== null)) return;
  }
  const [first] = photos;
  if (first) fail('training/csv-paths', { count: photos.length, file: basename(file), path: first.path });
}

function understood<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof CsvProblem)) throw thrown;
    return fail('training/bad-csv', { line: thrown.line, file: basename(file), reason: thrown.message });
  }
}

/** Text as spreadsheets save it: UTF-8, UTF-16 with its mark, else the code page of western Windows. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What rows with a header say; several classes stand in one cell with | between them. */
export function photosOf(rows: readonly CsvRow[]): StatedPhoto[] {
  const [header, ...lines] = rows;
  if (!header) throw new CsvProblem(1, 'the file is empty.');
  const [path, label, split] = [columnOf(header, 'path'), columnOf(header, 'label'), columnOf(header, 'split')];
  for (const [name, column] of Object.entries({ path, label }))
    if (column < 0) throw new CsvProblem(header.line, `the header has no column "${name}".`);
  return lines.map(({ line, cells }) => {
    const file = cells[path]?.trim() ?? '';
    const classes = cells[label];
    if (file === '') throw new CsvProblem(line, 'the path is missing.');
    if (classes === undefined) throw new CsvProblem(line, 'the label is missing.');
    const part = cells[split]?.trim() ?? '';
    const known = splitOf(part);
    if (part !== '' && known === null) throw new CsvProblem(line, `"${part}" is not train, val or test.`);
    const classNames = classes.split('|').map((name) => name.trim().normalize('NFC'));
    return { path: file, classNames: classNames.filter((name) => name !== ''), split: known };
  });
}

function columnOf({ cells }: CsvRow, wanted: keyof typeof columns): number {
  const known: readonly string[] = columns[wanted];
  return cells.findIndex((cell) => known.includes(cell.trim().toLowerCase()));
}
