import { fork, type ChildProcess } from 'node:child_process';
import {
  channelsOf,
  connect,
  engineForShell,
  shellChannel,
  type Channels,
  type Client,
  type ClosablePort,
  type Envelope,
  type ShellContract,
} from '../../contract/index.ts';
import { compileCache, entries } from './entries.ts';

/** How an engine ended that nobody had asked to end. */
export interface Crash {
  /** In words: the exit code or the signal. */
  readonly reason: string;
  /** How many times in a row it ended soon after its start; from the second on it is worth telling a person. */
  readonly inARow: number;
  readonly restartInMs: number;
}

export interface EngineProcess {
  /** Asks for the shell itself; after a crash, of the engine that was started next. */
  readonly shell: Client<ShellContract>;
  /** A port on which a window speaks with the engine. It closes when the engine ends: then open another. */
  openWindow(): ClosablePort;
  /** Lets the engine write what is pending and end; kills it when it does not within five seconds. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The module that the engine runs; the tests give another one. */
  readonly entry?: string;
  readonly onCrash?: (crash: Crash) => void;
}

/** An engine that lived this long did not crash because of its start. */
const settledMs = 20_000;
const patienceMs = 5_000;

/** Waiting time before the n-th restart in a row: at once, then 1 s, 2 s, 4 s … 30 s. */
export const backOffMs = (inARow: number): number => (inARow <= 1 ? 0 : Math.min(30_000, 500 * 2 ** (inARow - 1)));

interface Life {
  readonly child: ChildProcess;
  readonly channels: Channels;
  readonly shell: Client<ShellContract>;
  readonly ended: Promise<void>;
}

/** Starts the engine as a child process and keeps it running until `stop`. */
export function startEngine({ env = process.env, entry = entries.engine, onCrash }: EngineOptions = {}): EngineProcess {
  let stopping = false;
  let inARow = 0;
  let windows = 0;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): Life => {
    const startedMs = Date.now();
    const next = openLife(entry, env);
    next.child.once('exit', (code, signal) => {
      if (stopping || code === 0) return;
      inARow = Date.now() - startedMs < settledMs ? inARow + 1 : 1;
      const crash = { reason: endInWords(code, signal), inARow, restartInMs: backOffMs(inARow) };
      onCrash?.(crash);
      timer = setTimeout(() => {
        life = begin();
      }, crash.restartInMs);
    });
    return next;
  };
  let life = begin();

  return {
    get shell() {
      return life.shell;
    },
    openWindow() {
      return life.shell.closed ? closedPort() : life.channels.port(`window-${++windows}`);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await endLife(life);
    },
  };
}

function openLife(entry: string, env: NodeJS.ProcessEnv): Life {
  const child = fork(entry, [], {
    // The computing process inherits it.
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    serialization: 'advanced',
    // The engine's own prints must not mix with the results of a command.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Ctrl+C in a terminal reaches the whole group; the shell alone decides how the engine ends.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const channels = channelsOf({
    post: (envelope) => {
      if (child.connected) child.send(envelope, () => undefined);
    },
    listen: (onEnvelope, onClose) => {
      child.on('message', (message) => onEnvelope(message as Envelope));
      void ended.then(onClose);
    },
  });
  return { child, channels, ended, shell: connect(engineForShell, channels.port(shellChannel)) };
}

async function endLife({ child, shell, ended }: Life): Promise<void> {
  const killer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await shell.ask('engine.close', undefined).catch(() => undefined);
  // What is left open in the engine may keep it alive; the closed channel tells it that its shell is gone.
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(killer);
}

const endInWords = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;

/** The port of an engine that is not there: it closes as soon as somebody listens. */
const closedPort = (): ClosablePort => ({
  post: () => undefined,
  listen: (_onMessage, onClose) => queueMicrotask(onClose),
  close: () => undefined,
});
