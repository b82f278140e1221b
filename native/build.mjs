// `npm run native:build`: compiles the addon to native/build/<platform>-<arch>/fovea_native.node.
//
// `npm ci` runs it as `build.mjs --if-possible`: without a compiler, Python or Node's headers it says so in one line and
// ends well, because everything works without the addon, only slower. Plain JavaScript, so that any Node can run it;
// needs no network, because the headers come with Node.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const ifPossible = process.argv.includes('--if-possible');
const folder = import.meta.dirname;
const require = createRequire(import.meta.url);

/** @returns why it could not be built, or null */
function build() {
  const headers = headersFolder();
  if (headers === null && ifPossible) return "Node's headers are not here";
  const gyp = join(dirname(require.resolve('node-gyp/package.json')), 'bin/node-gyp.js');
  const options = headers === null ? [] : ['--nodedir', headers];
  const run = spawnSync(process.execPath, [gyp, 'configure', 'build', ...options], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) return reasonIn(`${run.stdout}${run.stderr}`);
  publish();
  return null;
}

/** A folder with include/node/node_api.h: of the Node that runs this, of npm's setting, or of a Node in the PATH. */
function headersFolder() {
  const programs = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'));
  const prefixes = [process.execPath, ...programs.filter(existsSync)].map((path) =>
    dirname(dirname(realpathSync(path))),
  );
  const named = [process.env.npm_config_nodedir, ...prefixes, ...prefixes.map(dirname)].filter(Boolean);
  return named.find((prefix) => existsSync(join(prefix, 'include/node/node_api.h'))) ?? null;
}

/** A process may have the old one open: a new file takes its name, the old one stays what it is. */
function publish() {
  const target = join(folder, 'build', `${process.platform}-${process.arch}`);
  mkdirSync(target, { recursive: true });
  copyFileSync(join(folder, 'build/Release/fovea_native.node'), join(target, 'fovea_native.node.part'));
  renameSync(join(target, 'fovea_native.node.part'), join(target, 'fovea_native.node'));
}

const reasonIn = (log) => {
  if (!ifPossible) process.stderr.write(log);
  return /gyp ERR! (?:stack|find \w+) (.*)|(.*error: .*)/.exec(log)?.slice(1).find(Boolean) ?? 'no reason given';
};

let why;
try {
  why = build();
} catch (error) {
  why = error instanceof Error ? error.message.split('\n')[0] : String(error);
}
if (why !== null) {
  process.stdout.write(`The native addon was not built (${why}); a graph does its work.\n`);
  if (!ifPossible) process.exitCode = 1;
}
