import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { fetchElectron, findElectron } from './electronBinary.ts';
import { entries, root } from './entries.ts';

// `npm start`: opens Fovea in Electron where there is one, else in the browser. What a person needs to know is one line.

const usage = `Usage: npm start -- [--browser] [--no-open] [--port N] [--check] [PATH…]

  --browser   use the browser shell even where Electron is
  --no-open   print the address, open no browser
  --port N    listen on this port instead of a free one (browser shell)
  --check     classify one sample picture, say in one line whether all is well, and end
  PATH…       photos, folders or .onnx files to open
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const readArguments = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      browser: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      'no-open': { type: 'boolean', default: false },
      port: { type: 'string' },
    },
  });

/** Without a screen Electron cannot open anything; elsewhere than on Linux there always is one. */
const hasScreen = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** Electron's program, or null and the reason in one line. */
async function electronOrWhyNot(): Promise<{ program: string } | { whyNot: string }> {
  if (!hasScreen()) return { whyNot: 'There is no screen here; opening in the browser instead.' };
  const program = findElectron() ?? (await fetchElectron());
  if (program !== null) return { program };
  return { whyNot: 'Electron is not here and could not be fetched; opening in the browser instead.' };
}

/** Becomes another program as far as a parent can: same streams, same signals, same end. */
function become(program: string, options: readonly string[]): void {
  const child = spawn(program, options, { stdio: 'inherit' });
  // Ctrl+C reaches the child too, which then closes cleanly; this process only waits for it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    say(`${program} could not be started: ${error.message}`);
    process.exitCode = 3;
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

async function start(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return void process.stdout.write(usage);
  const inBrowser = values.browser || values.check;
  const found = inBrowser ? null : await electronOrWhyNot();
  if (found !== null && 'program' in found) {
    await build(true, say);
    become(found.program, [root, ...positionals]);
    return;
  }
  if (found !== null) say(found.whyNot);
  await build(false, say);
  // In this very process, so that whatever ends the one ends the other; it reads the same arguments.
  await import(pathToFileURL(entries.browserShell).href);
}

try {
  await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  const unknownOption = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (unknownOption) say(usage);
  process.exitCode = unknownOption ? 2 : 3;
}
