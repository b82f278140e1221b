/** Rows of cells as CSV (RFC 4180); the first row names the columns. */
export const csvRows = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map((cell) => quoted(String(cell ?? ''))).join(',')}\n`).join('');

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
