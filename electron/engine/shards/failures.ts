import { failure } from '../../contract/index.ts';
import { diskFailure } from '../images/index.ts';

/** Result codes of SQLite. Source: sqlite.org/rescode.html; the low byte is the primary code. */
const [busy, readOnly, corrupt, full, cannotOpen, notADatabase] = [5, 8, 11, 13, 14, 26];

/** The primary result code of what SQLite threw; 0, "not an error", for anything else. */
const resultCode = (thrown: unknown): number =>
  thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : 0;

export const isReadOnly = (thrown: unknown): boolean => resultCode(thrown) === readOnly;

/** Why a file could not be written, as a person reads it; what is no matter of the disk is passed on. */
export function writeFailure(thrown: unknown, file: string): unknown {
  switch (resultCode(thrown)) {
    case full:
      return failure('disk/full', { path: file });
    case readOnly:
    case cannotOpen:
      return failure('disk/denied', { path: file });
    default:
      return diskFailure(thrown, file);
  }
}

/** What went wrong with a file of answers, as a person reads it; what is no matter of the file is passed on. */
export function fileFailure(thrown: unknown, file: string): unknown {
  switch (resultCode(thrown)) {
    case busy:
      return failure('shards/busy', { file });
    case corrupt:
    case notADatabase:
      return failure('shards/not-ours', { file });
    default:
      return writeFailure(thrown, file);
  }
}
