import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './entries.ts';

/** Where Electron's program lies inside its folder. */
export function programIn(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Electron's program if it is on this machine, else null. ELECTRON_OVERRIDE_DIST_PATH names another folder of it. */
export function findElectron(env: NodeJS.ProcessEnv = process.env): string | null {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const program = join(folder, programIn(process.platform));
  return existsSync(program) ? program : null;
}

/**
 * Runs Electron's own installer once, quietly, and gives up after `limitMs`. Resolves with the program, or null where
 * it could not be fetched. ELECTRON_SKIP_BINARY_DOWNLOAD forbids the attempt.
 */
export async function fetchElectron(limitMs = 60_000, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const installer = join(root, 'node_modules/electron/install.js');
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD'] !== undefined || !existsSync(installer)) return null;
  await new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [installer], {
      env,
      stdio: 'ignore',
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return findElectron(env);
}
