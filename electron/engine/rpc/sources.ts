import { failure } from '../../contract/index.ts';
import type { ExampleSource } from '../../contract/index.ts';
import type { DatasetSource } from '../training/datasets/index.ts';
import type { Grants } from './grants.ts';

/** What was granted as paths. Photos may be dropped, a folder may be chosen. @throws library/grant-unknown */
export function sourceOf(grants: Grants, source: ExampleSource): DatasetSource {
  switch (source.kind) {
    case 'folders':
    case 'artists':
    case 'cameras':
      return { kind: source.kind, paths: grants.paths(source.grants, 'photos', 'folder') };
    case 'keywords':
      return { kind: 'keywords', paths: grants.paths(source.grants, 'photos', 'folder'), branch: source.branch };
    case 'csv': {
      const [path] = grants.paths([source.grant], 'photos');
      if (path === undefined) throw failure('library/grant-unknown', {});
      return { kind: 'csv', path };
    }
    case 'labels':
      return { kind: 'labels' };
  }
}
