import { extname } from 'node:path';

/** "a.jpg" at the first attempt, then "a (2).jpg", "a (3).jpg" … */
export function numbered(fileName: string, attempt: number): string {
  if (attempt === 1) return fileName;
  const extension = extname(fileName);
  return `${fileName.slice(0, fileName.length - extension.length)} (${attempt})${extension}`;
}

export const isTaken = (thrown: unknown): boolean => codeOf(thrown) === 'EEXIST';

export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
