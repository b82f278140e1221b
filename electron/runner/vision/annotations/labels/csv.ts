import { countLosses, type Losses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import { CsvProblem, csvRows, csvText, type CsvRow } from '../rfc4180.ts';
import { labelFormats, labelLosses } from './holds.ts';
import {
  classesIn,
  type LabelledPhoto,
  type LabelSet,
  type LabelWriteOptions,
  type ReadLabels,
  type WholeLabel,
  type WholeLabelState,
  type WrittenLabels,
} from './record.ts';

// A table with one line per class of a photo; a photo that nobody has spoken of has one line with nothing but its path.
// In a table without the column `state` a cell may hold several classes with | between them, as lists for training do.

const columns = ['path', 'label', 'state', 'confidence', 'model'] as const;
type Column = (typeof columns)[number];
const states: readonly WholeLabelState[] = ['human', 'suggested', 'rejected'];

/** Other names under which tables have these columns, in lower case. */
const alike: Readonly<Record<Column, readonly string[]>> = {
  path: ['path', 'file', 'filename', 'file_name', 'image', 'photo'],
  label: ['label', 'labels', 'class', 'classes', 'tags'],
  state: ['state'],
  confidence: ['confidence', 'probability', 'score'],
  model: ['model'],
};

export function writeCsvLabels(set: LabelSet, { forSpreadsheets }: LabelWriteOptions): WrittenLabels {
  const rows = set.photos.flatMap(({ file, labels }) => {
    if (labels.length === 0) return [[file, '', '', '', '']];
    return labels.map(({ className, state, confidence = '', model = '' }) => [
      ...[file, className, state, String(confidence), model],
    ]);
  });
  const text = `${forSpreadsheets ? '\uFEFF' : ''}${csvText([columns, ...rows])}`;
  return { files: [{ path: 'labels.csv', text }], places: [], losses: labelLosses(set, labelFormats.csv) };
}

/** Whether a text begins like a table of labels, and not like one of boxes. */
export function isCsvLabels(text: string): boolean {
  const [header] = csvRows(/^[^\r\n]*/.exec(text)?.[0] ?? '');
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  return (
    names.some((name) => alike.path.includes(name)) &&
    names.some((name) => alike.label.includes(name)) &&
    !names.includes('x1')
  );
}

/** Columns may stand in any order; all but `path` and `label` may be missing. @throws annotation/not-readable */
export function readCsvLabels(text: string): ReadLabels {
  const losses = countLosses();
  const [header, ...rows] = rowsOf(text);
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  const columnOf = (wanted: Column): number => names.findIndex((name) => alike[wanted].includes(name));
  const places = Object.fromEntries(columns.map((column) => [column, columnOf(column)])) as Record<Column, number>;
  for (const column of ['path', 'label'] as const)
    if (places[column] < 0) notReadable(`the header has no column "${column}".`);
  for (const name of names)
    if (!columns.some((column) => alike[column].includes(name))) losses.note(`column "${name}"`);
  const labels = new Map<string, WholeLabel[]>();
  for (const { line, cells } of rows) {
    const cell = (column: Column): string => cells[places[column]] ?? '';
    const file = cell('path').replaceAll('\\', '/');
    const own = labels.get(file) ?? [];
    labels.set(file, own);
    own.push(...readRow(cell, { where: `line ${line}`, isOurs: places.state >= 0, losses }));
  }
  const photos = [...labels].map(([file, own]): LabelledPhoto => ({
    file,
    width: 0,
    height: 0,
    labels: own,
    objects: [],
  }));
  return { classes: classesIn(photos), photos, losses: losses.sentences() };
}

interface Row {
  readonly where: string;
  /** One class a line, whatever signs its name has. */
  readonly isOurs: boolean;
  readonly losses: Losses;
}

function readRow(cell: (column: Column) => string, { where, isOurs, losses }: Row): WholeLabel[] {
  const names = isOurs ? [cell('label')] : cell('label').split('|');
  const said = cell('state').trim().toLowerCase();
  const state = said === '' ? 'human' : states.find((known) => known === said);
  const confidence = cell('confidence').trim();
  const model = cell('model');
  return names.flatMap((name): WholeLabel[] => {
    if (name.trim() === '') return [];
    if (state === undefined) {
      losses.note(`a label with the state "${said}"`);
      return [];
    }
    return [
      {
        ...{ className: isOurs ? name : name.trim(), state },
        ...(confidence !== '' && { confidence: numberIn(confidence, `confidence in ${where}`) }),
        ...(model !== '' && { model }),
      },
    ];
  });
}

function rowsOf(text: string): readonly CsvRow[] {
  try {
    return csvRows(text);
  } catch (thrown) {
    if (!(thrown instanceof CsvProblem)) throw thrown;
    return notReadable(`in line ${thrown.line} ${thrown.message}`);
  }
}
