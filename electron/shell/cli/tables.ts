/** Rows under their headings, columns as wide as they need; `right` lists columns of numbers. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
) {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const cell = (text: string, column: number): string =>
    right.includes(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return all.map((row) => row.map(cell).join('  ').trimEnd());
}

export interface Fit {
  /** Columns of numbers. */
  readonly right: readonly number[];
  /** Letters that a line may have. */
  readonly columns: number;
  /** The column that gives way: it keeps the end of what is too long, where the names of layers differ. */
  readonly shorten: number;
}

/** The least that is left of a name. */
const shortest = 8;

/** A table in so many letters. */
export function fitted(headings: readonly string[], rows: readonly (readonly string[])[], fit: Fit): string[] {
  const { right, columns, shorten } = fit;
  const width = Math.max(0, ...table(headings, rows, right).map((line) => line.length));
  const longest = Math.max(0, ...[headings, ...rows].map((row) => (row[shorten] ?? '').length));
  const room = Math.max(shortest, longest - Math.max(0, width - columns));
  const short = rows.map((row) => row.map((text, column) => (column === shorten ? ending(text, room) : text)));
  return table(headings, short, right);
}

const ending = (text: string, room: number): string =>
  text.length <= room ? text : `…${text.slice(text.length - room + 1)}`;

/** 11689512 → "11,689,512" */
export const grouped = (number: number): string => number.toLocaleString('en-US');

/** One line of a CSV file as RFC 4180 has it; the line break is the caller's. */
export const csvLine = (fields: readonly (string | number | null)[]): string =>
  fields
    .map((field) => String(field ?? ''))
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');

/** "1 photo", "2 photos" */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

export const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

export const sizeInWords = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
