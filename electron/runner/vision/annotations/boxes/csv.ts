import { countLosses, noteFields, type Losses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import { classNamesIn, given, type AnnotatedObject, type BoxAnnotation } from './record.ts';
import type { ReadBoxes, WrittenBoxes } from './record.ts';
import { CsvProblem, csvRows, csvText, type CsvRow } from '../rfc4180.ts';

// A table with one object per line: edges in pixels counted from 0, x2 and y2 exclusive. A photo without objects has one
// line with nothing but its path. How large the photos are is not said.

const columns = ['path', 'label', 'x1', 'y1', 'x2', 'y2', 'score'] as const;
type Column = (typeof columns)[number];
const edges = ['x1', 'y1', 'x2', 'y2'] as const satisfies readonly Column[];
const needed: readonly Column[] = ['path', 'label', ...edges];

/** Columns may stand in any order; `score` may be missing. @throws annotation/not-readable */
export function readCsvBoxes(text: string): ReadBoxes {
  const losses = countLosses();
  const [header, ...rows] = rowsOf(text);
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  for (const name of needed) if (!names.includes(name)) notReadable(`the header has no column "${name}".`);
  for (const name of names) if (!columns.some((known) => known === name)) losses.note(`column "${name}"`);
  const objects = new Map<string, AnnotatedObject[]>();
  for (const { line, cells } of rows) {
    const cell = (name: Column): string => cells[names.indexOf(name)] ?? '';
    const own = objects.get(cell('path')) ?? [];
    objects.set(cell('path'), own);
    own.push(...readObject(cell, `line ${line}`, losses));
  }
  const annotations = [...objects].map(([file, own]) => ({ photo: { file, width: 0, height: 0 }, objects: own }));
  return { annotations, classNames: classNamesIn(annotations), losses: losses.sentences() };
}

function rowsOf(text: string): readonly CsvRow[] {
  try {
    return csvRows(text);
  } catch (thrown) {
    if (!(thrown instanceof CsvProblem)) throw thrown;
    return notReadable(`in line ${thrown.line} ${thrown.message}`);
  }
}

function readObject(cell: (name: Column) => string, where: string, losses: Losses): AnnotatedObject[] {
  if (edges.every((name) => cell(name).trim() === '')) {
    if (cell('label') !== '') losses.note('a label without a box');
    return [];
  }
  const at = (name: Column): number => numberIn(cell(name), `${name} in ${where}`);
  return [
    {
      className: cell('label'),
      box: { x0: at('x1'), y0: at('y1'), x1: at('x2'), y1: at('y2') },
      ...given('score', cell('score').trim() === '' ? undefined : at('score')),
    },
  ];
}

/** @param forSpreadsheets  begin with a byte order mark, without which Excel takes UTF-8 for something else */
export function writeCsvBoxes(annotations: readonly BoxAnnotation[], forSpreadsheets = false): WrittenBoxes {
  const losses = countLosses();
  const rows = annotations.flatMap(({ photo: { file }, objects }) => {
    noteFields(losses, objects, ['difficult', 'truncated', 'occluded', 'crowd', 'pose']);
    if (objects.length === 0) return [[file, '', '', '', '', '', '']];
    return objects.map(({ className, box: { x0, y0, x1, y1 }, score = '' }) => [
      ...[file, className],
      ...[x0, y0, x1, y1, score].map(String),
    ]);
  });
  return { text: `${forSpreadsheets ? '\uFEFF' : ''}${csvText([columns, ...rows])}`, losses: losses.sentences() };
}
