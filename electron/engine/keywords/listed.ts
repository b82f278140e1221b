import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fail, FoveaError, problemOf } from '../../contract/index.ts';
import type { KeywordFile, KeywordOptions, KeywordReading, KeywordTotals } from '../../contract/index.ts';
import { branchOf, nothingWritten, sidecarFinder, wordsOf } from '../../metadata/index.ts';
import { CsvProblem, csvRows, type CsvRow } from '../../runner/vision/index.ts';
import { walk } from '../jobs/walk.ts';
import { noTotals, planFile, previewFile, rowOf, withFile } from './plan.ts';
import type { Rules, Target } from './plan.ts';
import type { KeywordStore } from './store.ts';
import { writePlan } from './writeFiles.ts';

// Keywords of files without the library: what the command line reads and writes.

interface Watch<T> {
  readonly signal: AbortSignal;
  readonly tell: (step: { done: number; total: number; files: readonly T[] }) => void;
}

/** What files say, in the order found. */
export async function readFiles(roots: readonly string[], { signal, tell }: Watch<KeywordReading>) {
  const paths: string[] = [];
  for await (const { path } of walk(roots, signal)) paths.push(path);
  let failed = 0;
  for (const [at, path] of paths.entries()) {
    signal.throwIfAborted();
    const { keywords, rating, label, problem, artist, embeddedArtist } = await wordsOf(path);
    if (problem) failed += 1;
    const file = { path, keywords, rating, label, artist: artist ?? embeddedArtist, problem };
    tell({ done: at + 1, total: paths.length, files: [file] });
  }
  return { done: paths.length, failed };
}

/**
 * Adds the keywords of a table to the files it names; paths in it are meant from its own folder. Nothing is taken away.
 *
 * @throws keywords/bad-list
 */
export async function writeListed(
  list: string,
  options: KeywordOptions,
  store: KeywordStore | null,
  { signal, tell }: Watch<KeywordFile>,
): Promise<KeywordTotals> {
  const targets = targetsIn(await readFile(list, 'utf8'), dirname(list));
  const { into, naming, ancestors } = options;
  const sidecarFor = sidecarFinder(naming);
  const rules: Rules = { into, ancestors: ancestors === 'always', sidecarFor, writtenInto: () => nothingWritten };
  let totals = noTotals;
  for (const [at, target] of targets.entries()) {
    signal.throwIfAborted();
    const row = store === null ? await previewFile(target, rules) : await writeRow(target, rules, store);
    totals = withFile(totals, row);
    tell({ done: at + 1, total: targets.length, files: [row] });
  }
  return totals;
}

async function writeRow(target: Target, rules: Rules, store: KeywordStore): Promise<KeywordFile> {
  let file = target.path;
  try {
    const plan = await planFile(target, rules, (known) => (file = known));
    if (plan.change.changed) await writePlan(plan, store);
    return rowOf(plan);
  } catch (thrown) {
    if (thrown instanceof FoveaError && thrown.code === 'disk/full') throw thrown;
    const { photo, path } = target;
    const nothing = { added: [], removed: [], rating: null, losses: [] };
    return { photo, path, file, does: 'refuse', ...nothing, problem: problemOf(thrown) };
  }
}

function targetsIn(text: string, folder: string): Target[] {
  const [header, ...rows] = rowsOf(text);
  const columns = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  const [path, keyword] = [columns.indexOf('path'), columns.findIndex((name) => ['keyword', 'label'].includes(name))];
  if (path < 0 || keyword < 0) fail('keywords/bad-list', { line: 1, reason: 'it names no such columns.' });
  const byPath = new Map<string, string[][]>();
  for (const { cells, line } of rows) {
    const [name, levels] = [cells[path] ?? '', [...branchOf(cells[keyword] ?? '')]];
    if (name === '' || levels.length === 0) fail('keywords/bad-list', { line, reason: 'a column is empty.' });
    const at = resolve(folder, name);
    byPath.set(at, [...(byPath.get(at) ?? []), levels]);
  }
  return [...byPath].map(([at, keywords]) => ({ photo: null, path: at, keywords, rating: null, states: null }));
}

/** Spreadsheets end tables with rows of empty cells. */
function rowsOf(text: string): CsvRow[] {
  try {
    return csvRows(text).filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (thrown) {
    if (!(thrown instanceof CsvProblem)) throw thrown;
    return fail('keywords/bad-list', { line: thrown.line, reason: thrown.message });
  }
}
