import { failure } from '../../../contract/index.ts';

/** A failed write in words; what is no matter of the disk is passed on. */
export function diskWords(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk/full', { path });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return failure('disk/denied', { path });
  return thrown;
}
