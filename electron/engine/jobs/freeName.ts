import { extname } from 'node:path';
import { systemCode } from '../../contract/index.ts';

/** "a.jpg" at the first attempt, then "a (2).jpg", "a (3).jpg" … */
export function numbered(fileName: string, attempt: number): string {
  if (attempt === 1) return fileName;
  const extension = extname(fileName);
  return `${fileName.slice(0, fileName.length - extension.length)} (${attempt})${extension}`;
}

export const isTaken = (thrown: unknown): boolean => systemCode(thrown) === 'EEXIST';
