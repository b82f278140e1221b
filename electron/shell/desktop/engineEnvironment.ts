import { join } from 'node:path';

// The engine gets what finding folders, languages and graphics drivers takes, and our own settings. Whatever else the
// user's session holds, tokens above all, stays here.

const needed = new Set([
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'DISPLAY', 'WAYLAND_DISPLAY', 'LD_LIBRARY_PATH'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP', 'USERNAME', 'USERPROFILE'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE'],
]);
const neededPrefixes = ['FOVEA_', 'XDG_', 'CUDA_', 'VK_'];

/** The reduced environment of the engine. `models` is the folder of the networks that came with the program. */
export function engineEnvironment(env: NodeJS.ProcessEnv, models: string): Record<string, string> {
  const kept: Record<string, string> = { FOVEA_BUILT_IN_DIR: models };
  for (const [name, value] of Object.entries(env)) {
    const plain = name.toUpperCase(); // Windows spells Path
    const passes = needed.has(plain) || neededPrefixes.some((prefix) => plain.startsWith(prefix));
    if (passes && value !== undefined) kept[name] = value;
  }
  return kept;
}

/** The networks that came with the program: beside the archive when packaged, in the tree otherwise. */
export const builtInModels = (isPackaged: boolean, resources: string, root: string): string =>
  join(isPackaged ? resources : root, 'models');
