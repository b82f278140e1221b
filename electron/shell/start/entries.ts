import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Where the other processes begin. One rule: a module that runs from a .ts file takes the sources, a bundle takes dist.

/** True in a clone, where Node runs the sources; false in a bundle. */
export const fromSource = import.meta.url.endsWith('.ts');

/** The closest folder at or above `folder` that holds a package.json. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : packageRoot(parent);
}

/** The top of the tree, or of the packaged app. */
export const root = packageRoot(import.meta.dirname);

export const entries = {
  engine: fromSource ? join(root, 'electron/engine/main.ts') : join(root, 'dist/engine.mjs'),
  browserShell: join(root, 'electron/shell/browser/main.ts'),
  desktopMain: join(root, 'dist/desktop/main.mjs'),
  preload: join(root, 'dist/desktop/preload.cjs'),
  /** The built window: index.html and what it loads. */
  windowDir: join(root, 'dist/window'),
} as const;

/**
 * Where Node keeps what it made of the sources, so that the next start need not make it again; of a clone it belongs to
 * whoever owns the clone, unlike a folder for all users of the machine. A folder that cannot be written is not used.
 */
export const compileCache = join(root, 'node_modules/.cache/fovea');
