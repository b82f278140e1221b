import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './fovea.ts';

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The file that `npx fovea` runs. */
export const foveaFile = join(repository, 'electron/shell/cli/fovea.mjs');

/** Starts a program without a terminal; `ended` resolves with everything it wrote. */
export function startCommand(
  program: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(program, options, {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...written }));
  });
  return { child, ended };
}

/** Runs `fovea …` to its end. */
export const fovea = (options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  startCommand(process.execPath, [foveaFile, ...options], env).ended;
