import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { FoveaError, failure } from '../contract/index.ts';
import { extensionOf } from './formats.ts';
import { defaultLimits, type DecodeLimits } from './limits.ts';

/** What libvips says when a format is known to it but was left out of the build. */
const leftOut = /not configured|not been built in|unsupported image format/i;

/** A second, lenient attempt can only help where the bytes are broken, not where the decoder is missing. */
export const mayBeDamaged = (thrown: unknown): boolean =>
  !(thrown instanceof FoveaError) && !leftOut.test(messageOf(thrown)) && !isTimeout(thrown);

const isTimeout = (thrown: unknown): boolean => /^timeout/i.test(messageOf(thrown));

/** Why a photo could not be read, looked up only after it failed: the good photo pays nothing for it. */
export async function photoFailure(
  path: string,
  thrown: unknown,
  { seconds }: DecodeLimits = defaultLimits,
): Promise<FoveaError> {
  // ExifTool finds no preview in a file that is not there; that it is not there is what a person must know.
  const onDisk = await fileFailure(path);
  if (onDisk) return onDisk;
  if (thrown instanceof FoveaError) return thrown;
  if (isTimeout(thrown)) return failure('photo/too-slow', { seconds });
  const message = messageOf(thrown);
  if (leftOut.test(message)) return failure('photo/not-an-image', { format: formatName(path, message) });
  return failure('photo/corrupt', { reason: reasonIn(message) });
}

async function fileFailure(path: string): Promise<FoveaError | null> {
  try {
    const file = await stat(path);
    if (!file.isFile())
      return failure('photo/not-an-image', { format: file.isDirectory() ? 'a folder' : 'a special file' });
    await access(path, constants.R_OK);
    return file.size === 0 ? failure('photo/empty', {}) : null;
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    return failure(code === 'EACCES' || code === 'EPERM' ? 'photo/denied' : 'photo/missing', {});
  }
}

function formatName(path: string, message: string): string {
  const extension = extensionOf(path).toUpperCase() || 'no file extension';
  const feature = /(Old-style JPEG|HEVC)/i.exec(message)?.[1];
  return feature === undefined ? extension : `${extension} with ${feature} compression`;
}

/** libvips joins one line per complaint, each with the name of its reader; the first line without it says enough. */
const reasonIn = (message: string): string =>
  (message.split('\n')[0] ?? message).replace(/^Input (file|buffer) has corrupt header: /, '').replace(/^\w+: /, '');

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
