import { notReadable } from './reading.ts';

// Tables as text, as RFC 4180 has them: commas, quotes where needed and doubled inside.

/** The next cell and what ends it, from `lastIndex` on; a line may also end in LF or CR alone. */
const cellAt = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/y;

/** Rows of cells; blank lines are left out. @throws annotation/not-readable when a quote is out of place */
export function csvRows(text: string): string[][] {
  const source = text.replace(/^\uFEFF/, '');
  const rows: string[][] = [];
  let row: string[] = [];
  cellAt.lastIndex = 0;
  for (let ended = false; !ended;) {
    const found = cellAt.exec(source) ?? notReadable(`a quote is out of place in row ${rows.length + 1}.`);
    const [, quoted, plain = '', end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    ended = end === '';
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '' || quoted !== undefined) rows.push(row);
    row = [];
  }
  return rows;
}

/** Every line ends in CRLF, the last one too. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quotedCell).join(',')}\r\n`).join('');

const quotedCell = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
