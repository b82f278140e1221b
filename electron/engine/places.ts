import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things lie on this machine. */
export interface Places {
  readonly dataDir: string;
  readonly modelsDir: string;
  /** A further folder of ready models; null when none was named. */
  readonly readyDir: string | null;
  /** The models that travel with Fovea; null where they are absent. */
  readonly builtInDir: string | null;
}

export function placesFrom(env: NodeJS.ProcessEnv): Places {
  const dataDir = env['FOVEA_DATA_DIR'] ?? defaultDataDir(env);
  return {
    dataDir,
    modelsDir: join(dataDir, 'models'),
    readyDir: env['FOVEA_MODELS_DIR'] ?? null,
    builtInDir: env['FOVEA_BUILT_IN_DIR'] ?? builtInDir(),
  };
}

/** The folder that each system gives to an app's own files. */
function defaultDataDir(env: NodeJS.ProcessEnv): string {
  if (platform() === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Fovea');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Fovea');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'fovea');
}

/** `models/` at the top of the tree, or of the packaged app: the nearest one above this file. */
function builtInDir(): string | null {
  const file = topFile(join('models', 'manifest.json'));
  return file === null ? null : dirname(file);
}

/** A file of the nearest folder above this one that has it. */
export function topFile(name: string): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, name))) {
    if (dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  return join(folder, name);
}
