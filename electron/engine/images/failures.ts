import { access, constants, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { failure, FoveaError } from '../../contract/index.ts';
import { limits } from './limits.ts';

/** Why a photo could not be shown, in words a person can act on. */
export async function photoFailure(path: string, thrown: unknown): Promise<FoveaError> {
  if (thrown instanceof FoveaError) return thrown;
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';
  if (/timeout/i.test(reason)) return failure('photo/too-slow', { seconds: limits.seconds });
  return (await fileFailure(path)) ?? decodeFailure(path, reason);
}

/** What is wrong with the file itself, before anything is decoded; null when it is an ordinary readable file. */
async function fileFailure(path: string): Promise<FoveaError | null> {
  try {
    const stats = await stat(path);
    await access(path, constants.R_OK);
    if (stats.isFile()) return stats.size === 0 ? failure('photo/empty', {}) : null;
    return failure('photo/not-an-image', { format: stats.isDirectory() ? 'a folder' : 'a special file' });
  } catch (thrown) {
    const isDenied = thrown instanceof Error && 'code' in thrown && ['EACCES', 'EPERM'].includes(String(thrown.code));
    return failure(isDenied ? 'photo/denied' : 'photo/missing', {});
  }
}

const decodeFailure = (path: string, reason: string): FoveaError =>
  /unsupported image format/i.test(reason)
    ? failure('photo/not-an-image', { format: extname(path).toLowerCase() || 'no extension' })
    : failure('photo/corrupt', { reason });

/** True for what a second, lenient attempt at decoding may get past. */
export const mayBeDamaged = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  !(thrown instanceof FoveaError) &&
  !/unsupported image format|missing|timeout|pixel limit|is empty/i.test(thrown.message);
