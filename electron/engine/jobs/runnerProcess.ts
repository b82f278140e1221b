import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect, failure, FoveaError, runner } from '../../contract/index.ts';
import type { AskOptions, Client, InputOf, OutputOf, Port, ProgressOf, RunnerContract } from '../../contract/index.ts';

type Name = keyof RunnerContract;

export interface RunnerProcess {
  /**
   * Asks the runner, starting it if it is not there. A runner that does not let go of a stopped call is killed.
   *
   * @throws runner/crashed  it ended while it was computing; the next call starts another
   */
  ask<N extends Name>(
    method: N,
    input: InputOf<RunnerContract[N]>,
    options?: AskOptions<ProgressOf<RunnerContract[N]>>,
  ): Promise<OutputOf<RunnerContract[N]>>;
  /** Null while none runs. */
  readonly pid: number | null;
  close(): Promise<void>;
}

/** The runner holds numbers outside of JavaScript's heap; room for young objects beyond this is 30 MB for nothing. */
export const runnerFlags: readonly string[] = ['--max-semi-space-size=2'];

interface Life {
  readonly child: ChildProcess;
  readonly client: Client<RunnerContract>;
  readonly ended: Promise<string>;
}

/** How long a stopped call may take to end before its process is killed. */
const patienceMs = 4_000;
/** A runner that lived this long did not crash because of its start. */
const settledMs = 10_000;
/** How often a query is asked of a runner that dies over it. */
const queryAttempts = 4;

export function runnerProcess(entry = defaultEntry()): RunnerProcess {
  let life: Life | null = null;
  let starting: Promise<Life> | null = null;
  let crashesInARow = 0;
  let closed = false;

  const begin = async (): Promise<Life> => {
    if (crashesInARow > 0) await sleep(Math.min(5_000, 100 * 2 ** crashesInARow));
    if (closed) throw failure('engine/stopped', {});
    const startedMs = Date.now();
    const born = give(entry);
    life = born;
    void born.ended.then(() => {
      starting = null;
      crashesInARow = Date.now() - startedMs < settledMs ? crashesInARow + 1 : 1;
      if (life === born) life = null;
    });
    return born;
  };

  const askOnce: RunnerProcess['ask'] = async (method, input, options = {}) => {
    const { signal } = options;
    if (signal?.aborted) throw failure('engine/stopped', {});
    const { child, client, ended } = life ?? (await (starting ??= begin()));
    let killer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      killer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await client.ask(method, input, options);
    } catch (thrown) {
      if (signal?.aborted) throw failure('engine/stopped', {});
      if (thrown instanceof FoveaError && thrown.code === 'engine/gone')
        throw failure('runner/crashed', { reason: await ended });
      throw thrown;
    } finally {
      clearTimeout(killer);
      signal?.removeEventListener('abort', onAbort);
    }
  };

  return {
    get pid() {
      return life?.child.pid ?? null;
    },
    async ask(method, input, options) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await askOnce(method, input, options);
        } catch (thrown) {
          // A query may be repeated; what to do about a job that was cut off, its asker knows.
          const mayRepeat = runner[method].kind === 'query' && attempt < queryAttempts;
          if (!mayRepeat || !(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
        }
      }
    },
    async close() {
      closed = true;
      const last = life;
      if (!last) return;
      if (last.child.connected) last.child.disconnect();
      const killer = setTimeout(() => last.child.kill('SIGKILL'), 1_000);
      await last.ended;
      clearTimeout(killer);
    },
  };
}

function give(entry: string): Life {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...runnerFlags],
    env: {
      ...process.env,
      // libuv decodes photos on this pool; its default of four would leave cores idle.
      UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())),
      // Inside Electron this executable is Electron; the runner wants the Node in it.
      ...(process.versions.electron && { ELECTRON_RUN_AS_NODE: '1' }),
    },
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`));
    child.once('error', (error) => resolve(error.message));
  });
  if (child.pid !== undefined) yieldToWindow(child.pid);
  const port: Port = {
    post: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    listen: (onMessage, onClose) => {
      child.on('message', onMessage);
      void ended.then(onClose);
    },
  };
  return { child, ended, client: connect(runner, port) };
}

/** Computing takes every core; answers to the window come first. */
function yieldToWindow(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: only answers come a little later.
  }
}

const defaultEntry = (): string =>
  process.env['FOVEA_RUNNER_ENTRY'] ??
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../runner/main.ts' : './runner.mjs', import.meta.url));
