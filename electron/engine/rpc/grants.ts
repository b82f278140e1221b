import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { fail } from '../../contract/index.ts';
import type { Grant } from '../../contract/index.ts';

/**
 * What the user chose in this session. A window knows only the names of what it may open; the paths stay here, so that
 * a window that was taken over can open nothing that nobody chose.
 */
export interface Grants {
  /** Photos and folders of photos become one grant, each .onnx file one of its own. @throws library/path-missing */
  add(paths: readonly string[]): Promise<Grant[]>;
  /** @throws library/path-missing */
  addFolder(path: string): Promise<Grant>;
  /** The paths behind grants of these kinds. @throws library/grant-unknown */
  paths(ids: readonly string[], ...kinds: Grant['kind'][]): string[];
}

export function newGrants(): Grants {
  const known = new Map<string, { grant: Grant; paths: readonly string[] }>();

  const give = (kind: Grant['kind'], paths: readonly string[]): Grant => {
    const [first = ''] = paths;
    const name = paths.length === 1 ? basename(first) : `${paths.length} files and folders`;
    const grant: Grant = { id: randomUUID(), name, kind };
    known.set(grant.id, { grant, paths });
    return grant;
  };

  return {
    async add(given) {
      const paths = given.map((path) => resolve(path));
      for (const path of paths) await mustExist(path);
      const isModel = (path: string): boolean => extname(path).toLowerCase() === '.onnx';
      const photos = paths.filter((path) => !isModel(path));
      return [
        ...(photos.length > 0 ? [give('photos', photos)] : []),
        ...paths.filter(isModel).map((path) => give('model', [path])),
      ];
    },
    async addFolder(given) {
      const path = resolve(given);
      if (!(await mustExist(path)).isDirectory()) fail('library/path-missing', { path: `${path}/` });
      return give('folder', [path]);
    },
    paths(ids, ...kinds) {
      return ids.flatMap((id) => {
        const entry = known.get(id);
        return entry && kinds.includes(entry.grant.kind) ? entry.paths : fail('library/grant-unknown', {});
      });
    },
  };
}

const mustExist = (path: string) => stat(path).catch(() => fail('library/path-missing', { path }));
