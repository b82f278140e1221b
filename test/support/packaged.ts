import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

// The layout that electron-builder makes for Linux, around an empty Electron: what it packs is tested, not what runs it.

const root = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const yaml = require('js-yaml') as { load(text: string): unknown };

export type Configuration = Readonly<Record<string, unknown>>;

/** electron-builder.yml as a record. */
export const configuration = (): Configuration =>
  yaml.load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;

/** Checks a configuration with electron-builder's own schema, offline. @throws what does not fit it, in words */
export async function validate(config: Configuration): Promise<void> {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
    validateConfiguration(config: Configuration, log: object): Promise<void>;
  };
  const { DebugLogger } = require('builder-util') as { DebugLogger: new (enabled: boolean) => object };
  await validateConfiguration(config, new DebugLogger(false));
}

/** Builds dist/ if its sources changed; a part that is current is left alone. */
export const buildDist = (): Promise<void> => run(['electron/shell/start/build.ts']);

/** Packs dist/ for Linux into `folder`; resolves with the folder of its resources. */
export async function packLinux(folder: string): Promise<string> {
  const electronDist = placeholderElectron(join(folder, 'electron'));
  const config = {
    ...configuration(),
    electronDist,
    directories: { output: join(folder, 'release') },
    // Fuses are bits inside the real program.
    electronFuses: null,
  };
  const file = join(folder, 'builder.json');
  writeFileSync(file, JSON.stringify(config));
  const builder = 'node_modules/electron-builder/cli.js';
  await run([builder, '--linux', 'dir', '--x64', '--publish', 'never', '--config', file, '--projectDir', root]);
  return join(folder, 'release/linux-unpacked/resources');
}

/** As much of an Electron as electron-builder copies around. */
function placeholderElectron(folder: string): string {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  for (const name of ['electron', 'LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) {
    writeFileSync(join(folder, name), '');
  }
  chmodSync(join(folder, 'electron'), 0o755);
  return folder;
}

function run(words: readonly string[]): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? done() : reject(new Error(`${words.join(' ')}\n${printed}`))));
  });
}
