import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, problemOf, type Problem } from '../../contract/index.ts';
import type { Session } from './session.ts';

/** A path at which there is nothing. */
export interface MissingPath {
  /** Its place among those that were typed. */
  readonly index: number;
  readonly path: string;
  readonly problem: Problem;
}

/** Grants what is there; what is not is answered with its reason, as an unreadable photo is. */
export async function grantPhotos({ shell }: Session, paths: readonly string[]) {
  const grants: string[] = [];
  const missing: MissingPath[] = [];
  for (const [index, path] of paths.map((typed) => resolve(typed)).entries()) {
    try {
      const granted = await shell.ask('grants.add', { paths: [path] });
      grants.push(...granted.filter(({ kind }) => kind === 'photos').map(({ id }) => id));
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'library/path-missing') throw thrown;
      missing.push({ index, path, problem });
    }
  }
  return { grants, missing };
}

/** Grants a folder to write into; it is made where there is none. */
export async function grantTarget({ shell }: Session, folder: string): Promise<string> {
  const path = resolve(folder);
  await mkdir(path, { recursive: true });
  return (await shell.ask('grants.addFolder', { path })).id;
}

/** Grants a file of annotations, or a folder of them, to be read. @throws library/path-missing */
export async function grantAnnotations({ shell }: Session, typed: string): Promise<string> {
  const path = resolve(typed);
  const [grant] = await shell.ask('grants.add', { paths: [path] });
  return grant?.id ?? fail('library/path-missing', { path });
}
