import { parseArgs } from 'node:util';
import { startEngine, type EngineProcess } from '../start/index.ts';
import { check } from './check.ts';
import { openBrowser } from './openBrowser.ts';
import { openPaths } from './openPaths.ts';
import { serveBrowser, type BrowserShell } from './serve.ts';

// The browser shell as a program: `npm start` goes on with it, and with its own arguments, where there is no Electron.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'boolean', default: true },
    check: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
});

const inWords = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'remedy' in thrown ? `${thrown.message} ${String(thrown.remedy)}` : thrown.message;
};
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const engine = startEngine({
  onCrash: ({ reason, inARow, restartInMs }) => {
    if (inARow > 1) say(`The engine ended unexpectedly (${reason}); starting it again in ${restartInMs / 1000} s.`);
  },
});

async function run(): Promise<void> {
  const shell = await serveBrowser(engine, { port: Number(values.port) });
  if (values.check) {
    process.stdout.write(`${await check(engine, shell)}\n`);
    return close(engine, shell);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void close(engine, shell));
  process.stdout.write(`Fovea is at ${shell.url}\n`);
  if (!values['no-open']) openBrowser(shell.url);
  await openPaths(engine, positionals).catch((thrown: unknown) => say(inWords(thrown)));
}

async function close(running: EngineProcess, shell: BrowserShell): Promise<void> {
  await shell.close();
  await running.stop();
  process.exit(0);
}

try {
  await run();
} catch (thrown) {
  say(inWords(thrown));
  await engine.stop();
  process.exit(3);
}
