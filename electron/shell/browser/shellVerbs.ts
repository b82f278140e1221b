import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { failure, type BrowserShellContract, type Handlers } from '../../contract/index.ts';
import type { EngineProcess } from '../start/index.ts';
import type { Drops } from './drops.ts';

/** Answers what the window in a browser asks of its shell. */
export function shellVerbs(engine: EngineProcess, drops: Drops): Handlers<BrowserShellContract> {
  return {
    'drops.begin': async () => ({ drop: await drops.begin() }),
    'drops.finish': async ({ drop }) => {
      const paths = await drops.finish(drop);
      return paths.length === 0 ? [] : engine.shell.ask('grants.add', { paths });
    },
    'grants.typed': ({ path }) => engine.shell.ask('grants.add', { paths: [absolute(path)] }),
    'target.typed': ({ path }) => engine.shell.ask('grants.addFolder', { path: absolute(path) }),
  };
}

/** What a person types: an absolute path, or one that begins at their home with ~. */
export function absolute(typed: string): string {
  const path = typed.trim();
  if (path === '~') return homedir();
  if (path.startsWith('~/') || path.startsWith('~\\')) return join(homedir(), path.slice(2));
  if (!isAbsolute(path)) throw failure('library/path-missing', { path });
  return path;
}
