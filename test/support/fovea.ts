import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

/** A Fovea in the browser shell, started as a user starts it. */
export interface RunningFovea {
  /** The address with its token, as printed. */
  readonly url: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** Ends it as Ctrl+C does, and waits. */
  stop(): Promise<void>;
}

export interface FoveaOptions {
  /** Kept after the end when given, else a new one that is removed. */
  readonly dataDir?: string;
  readonly modelsDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An empty folder that `remove` takes away. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'fovea-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts `npm start -- --browser` without npm in between, and resolves when its address is printed. */
export async function startFovea({ dataDir, modelsDir, env }: FoveaOptions = {}): Promise<RunningFovea> {
  const own = dataDir === undefined ? temporaryFolder() : null;
  const folder = dataDir ?? own?.path ?? '';
  const child = spawn(process.execPath, ['electron/shell/start/start.ts', '--browser', '--no-open'], {
    cwd: repository,
    env: { ...process.env, FOVEA_DATA_DIR: folder, ...(modelsDir && { FOVEA_MODELS_DIR: modelsDir }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await addressOf(child);
  return {
    url,
    dataDir: folder,
    child,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      own?.remove();
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)?.[0];
      if (url !== undefined) found(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`Fovea ended with code ${String(code)} and printed: ${printed}`)));
  });
}
