import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './entries.ts';
import { alone } from './lock.ts';
import { bearsStamp, stampOf, writeStamp } from './stamp.ts';

// `npm run build`: everything that does not run from its source.
//
//   dist/window/        the window, and the script that the browser shell puts before it
//   dist/*.mjs          one file per process, for the packaged app
//   dist/desktop/       Electron's main process and preload
//
// A part whose sources did not change is left alone.

const dist = join(root, 'dist');
/** Changes of any of these change everything that is built. */
const always = ['package-lock.json', 'electron/contract', 'electron/shell/start'];

const icon = 'electron/shell/desktop/icon/fovea.svg';

interface Part {
  readonly name: string;
  readonly sources: readonly string[];
  readonly products: readonly string[];
  build(): Promise<void>;
}

const windowPart: Part = {
  name: 'window',
  sources: [...always, 'renderer', 'electron/shell/browser/client', icon, 'vite.config.ts', 'svelte.config.js'],
  products: ['window/index.html', 'window/shell.js', 'window/fovea.svg'],
  build: async () => {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build', '--config', join(root, 'vite.config.ts'), '--logLevel', 'warn']);
    await bundle('electron/shell/browser/client/main.ts', 'window/shell.js', [
      '--format=iife',
      '--minify',
      '--target=es2023',
    ]);
    copyFileSync(join(root, icon), join(dist, 'window/fovea.svg'));
  },
};

const nodeBundle = ['--platform=node', '--format=esm', '--target=node24', '--packages=external'];
// A sandboxed preload can load nothing but Electron itself, so everything else goes into the file.
const preloadBundle = ['--platform=node', '--format=cjs', '--target=node24', '--external:electron'];

const bundles: readonly (readonly [entry: string, product: string, options: readonly string[]])[] = [
  ['electron/engine/main.ts', 'engine.mjs', nodeBundle],
  ['electron/runner/main.ts', 'runner.mjs', nodeBundle],
  ['electron/runner/runtime/probe.ts', 'probe.mjs', nodeBundle],
  ['electron/runner/tasks/inspection/operators/probe.ts', 'operatorProbe.mjs', nodeBundle],
  ['electron/shell/cli/main.ts', 'cli.mjs', nodeBundle],
  ['electron/shell/desktop/main.ts', 'desktop/main.mjs', nodeBundle],
  ['electron/shell/desktop/preload.ts', 'desktop/preload.cjs', preloadBundle],
];

const nativeSources = readdirSync(join(root, 'native'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `native/${name}`);

const processPart: Part = {
  name: 'processes',
  sources: [...always, 'electron', ...nativeSources],
  products: bundles.map(([, product]) => product),
  build: async () => {
    await Promise.all(bundles.map(([entry, product, options]) => bundle(entry, product, options)));
  },
};

/** Builds the window, and with `everything` the bundles too, once at a time. Tells `say` of each part that had to be built. */
export async function build(everything: boolean, say: (line: string) => void): Promise<void> {
  mkdirSync(dist, { recursive: true });
  await alone(join(dist, 'build.lock'), async () => {
    for (const part of everything ? [windowPart, processPart] : [windowPart]) await buildPart(part, say);
  });
}

async function buildPart(part: Part, say: (line: string) => void): Promise<void> {
  const stampFile = join(dist, `${part.name}.stamp`);
  const stamp = stampOf(root, part.sources);
  if (bearsStamp(stampFile, stamp) && part.products.every((product) => existsSync(join(dist, product)))) return;
  const startedMs = Date.now();
  await part.build();
  writeStamp(stampFile, stamp);
  say(`Built the ${part.name} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
}

const bundle = (entry: string, product: string, options: readonly string[]): Promise<void> =>
  run(esbuild, [join(root, entry), '--bundle', `--outfile=${join(dist, product)}`, '--log-level=warning', ...options]);

/** The program itself: the package's own starter is a script or a program, depending on how npm installed it. */
const esbuild = join(
  root,
  `node_modules/@esbuild/${process.platform}-${process.arch}`,
  process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild',
);

/** Runs a tool. Its standard output would mix with ours and goes to standard error. */
function run(program: string, options: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with code ${code ?? 'unknown'}.`)),
    );
  });
}

if (import.meta.main) await build(true, (line) => process.stdout.write(`${line}\n`));
