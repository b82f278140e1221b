import { createHash } from 'node:crypto';

/** Names a file at one moment of its life: another path, length or time is another key. */
export const keyOf = (file: { path: string; bytes: number; modifiedMs: number }, ...more: readonly string[]): string =>
  createHash('sha256')
    .update([file.path, file.bytes, Math.round(file.modifiedMs), ...more].join('\0'))
    .digest('hex')
    .slice(0, 40);
