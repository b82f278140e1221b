// Tables as text, as RFC 4180 has them: commas, quotes where needed and doubled inside.

/** One line of a table: the line of the file that it begins on, counted from 1, and its cells. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a table, and where. */
export class CsvProblem extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/**
 * Cells of a table; blank lines are left out. The delimiter is whichever of comma, semicolon and tab the header has
 * most of.
 *
 * @throws CsvProblem  a quote is out of place
 * @see    RFC 4180 for quoting; a line may also end in LF or CR alone, and a quote inside of a cell is a quote
 */
export function csvRows(text: string): CsvRow[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [at, line, began] = [0, 1, 1];
  const endRow = (): void => {
    if (cells.length > 1 || cells[0]?.trim() !== '') rows.push({ line: began, cells });
    cells = [];
  };
  while (at < source.length || cells.length > 0) {
    const cell = source[at] === '"' ? quoted(source, at, line) : plain(source, at, delimiter);
    cells.push(cell.text);
    at = cell.end;
    line += cell.lines;
    const next = source[at];
    if (next !== delimiter && next !== undefined && next !== '\r' && next !== '\n')
      throw new CsvProblem(line, `after the closing quote comes "${next}".`);
    at += next === '\r' && source[at + 1] === '\n' ? 2 : 1;
    if (next === delimiter) continue;
    endRow();
    line += 1;
    began = line;
  }
  return rows;
}

interface Cell {
  readonly text: string;
  /** Position after it. */
  readonly end: number;
  /** Line ends inside. */
  readonly lines: number;
}

function quoted(source: string, start: number, line: number): Cell {
  const parts: string[] = [];
  for (let from = start + 1; ;) {
    const end = source.indexOf('"', from);
    if (end < 0) throw new CsvProblem(line, 'a quote is opened and never closed.');
    parts.push(source.slice(from, end));
    if (source[end + 1] !== '"') {
      const text = parts.join('"');
      return { text, end: end + 1, lines: text.match(/\r\n|\r|\n/g)?.length ?? 0 };
    }
    from = end + 2;
  }
}

function plain(source: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < source.length && source[end] !== delimiter && source[end] !== '\r' && source[end] !== '\n') end += 1;
  return { text: source.slice(start, end), end, lines: 0 };
}

function delimiterOf(source: string): string {
  const header = (/^[^\r\n]*/.exec(source)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.delimiter ?? ',';
}

/** Every line ends in CRLF, the last one too. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quotedCell).join(',')}\r\n`).join('');

const quotedCell = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
