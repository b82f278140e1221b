import { resolve } from 'node:path';
import { failure, type ExampleSource } from '../../contract/index.ts';
import { UsageError } from './exit.ts';
import type { Session } from './session.ts';

export const folderHelp = [
  'FOLDER…            a folder per class; folders train, val and test inside split the set',
  '--csv FILE         path,label[,split] with a header, in the place of folders',
];

/** Where the classes are: folders, or a table. */
export interface TypedSource {
  readonly folders: readonly string[];
  readonly csv: string | null;
}

/** @throws UsageError */
export function readSource(folders: readonly string[], csv: string | boolean | undefined): TypedSource {
  const file = typeof csv === 'string' ? csv : null;
  if (folders.length > 0 && file !== null) throw new UsageError('Folders and --csv exclude each other.');
  if (folders.length === 0 && file === null) throw new UsageError('Name a folder with one folder per class, or --csv.');
  return { folders, csv: file };
}

/** Grants what was typed. @throws library/path-missing */
export async function granted({ shell }: Session, { folders, csv }: TypedSource): Promise<ExampleSource> {
  const paths = (csv === null ? folders : [csv]).map((typed) => resolve(typed));
  const grants = (await shell.ask('grants.add', { paths })).filter(({ kind }) => kind === 'photos');
  const ids = grants.map(({ id }) => id);
  const [first] = ids;
  if (first === undefined) throw failure('training/no-class', { path: paths.join(', ') });
  return csv === null ? { kind: 'folders', grants: ids } : { kind: 'csv', grant: first };
}
