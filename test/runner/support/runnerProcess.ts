import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Client, connect, type Message, runner, type RunnerContract } from '../../../electron/contract/index.ts';

/** The real runner in its own process, as the engine forks it. */
export interface RunnerProcess {
  readonly client: Client<RunnerContract>;
  readonly pid: number;
  /** Lets go of it, as an engine that ends does, and waits for its exit code. */
  close(): Promise<number | null>;
}

/** Threads that decode: one per core, and one more so that a core is not idle while a file is being read. */
export const runnerThreads = availableParallelism() + 1;

export function startRunner(env: Readonly<Record<string, string>> = {}): RunnerProcess {
  const child = fork(resolve(import.meta.dirname, '../../../electron/runner/main.ts'), {
    serialization: 'advanced',
    env: { ...process.env, UV_THREADPOOL_SIZE: String(runnerThreads), ...env },
  });
  const client = connect(runner, {
    post: (message: Message) => void child.send(message),
    listen(onMessage, onClose) {
      child.on('message', onMessage);
      child.once('exit', onClose);
    },
  });
  return {
    client,
    pid: child.pid ?? 0,
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}
