import { mkdir, readdir } from 'node:fs/promises';
import { fail, failure, type GrantId } from '../../contract/index.ts';
import type { Grants } from './grants.ts';

/** The folder that an export was granted, made where there is none. @throws library/grant-unknown, export/not-empty */
export async function emptyFolder(grants: Grants, target: GrantId): Promise<string> {
  const [folder] = grants.paths([target], 'folder');
  if (folder === undefined) throw failure('library/grant-unknown', {});
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).some((name) => !name.startsWith('.'))) fail('export/not-empty', { path: folder });
  return folder;
}
