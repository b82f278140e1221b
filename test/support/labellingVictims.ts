import { join } from 'node:path';
import { everything } from '../../electron/contract/index.ts';
import { writeColorModel } from './colorPhotos.ts';
import { forkEngine, type ForkedEngine } from './engine.ts';
import { startFovea, type RunningFovea } from './fovea.ts';
import type { Victim } from './labellingKills.ts';
import { below } from './processes.ts';
import { openWindow } from './windowOf.ts';

// The processes that serve a library, each as something that can be killed.

/** Writes the networks of a library's folder, and answers the hash of the one in use. */
export async function chosenNetwork(root: string): Promise<{ modelsDir: string; network: string }> {
  const modelsDir = join(root, 'models');
  writeColorModel(modelsDir);
  const engine = forkEngine(join(root, 'empty'), modelsDir);
  const { chosen } = await engine.window.ask('models.shelf', undefined);
  await engine.close();
  if (chosen === null) throw new Error('no network is in use');
  return { modelsDir, network: chosen };
}

/** An engine under this process. */
export function engineVictims(dataDir: string, modelsDir: string): { open(): Promise<Victim>; close(): Promise<void> } {
  let engine: ForkedEngine | null = null;
  return {
    async open() {
      const own = (engine = forkEngine(dataDir, modelsDir));
      await own.window.ask('edits.history', undefined);
      return { library: own.window, kill: () => own.kill() };
    },
    close: async () => engine?.close(),
  };
}

/** The runner below an engine that goes on: it is kept busy, so that there is one. */
export function runnerVictims(dataDir: string, modelsDir: string): { open(): Promise<Victim>; close(): Promise<void> } {
  const engine = forkEngine(dataDir, modelsDir);
  const runner = (): number | undefined =>
    below(engine.child.pid ?? 0).find(({ command }) => command.includes(join('runner', 'main.ts')))?.pid;
  return {
    async open() {
      await engine.window.ask('classification.run', { filter: everything, again: true });
      while (runner() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      return {
        library: engine.window,
        kill() {
          const pid = runner();
          if (pid !== undefined) process.kill(pid, 'SIGKILL');
          return Promise.resolve();
        },
      };
    },
    close: () => engine.close(),
  };
}

/** The shell: its engine and runner have to end by themselves, and the next ones take the library over. */
export function shellVictims(dataDir: string, modelsDir: string): { open(): Promise<Victim>; close(): Promise<void> } {
  let fovea: RunningFovea | null = null;
  return {
    async open() {
      const own = (fovea = await startFovea({ dataDir, modelsDir }));
      const library = await patiently(async () => {
        const { engine } = await openWindow(own.url);
        await engine.ask('edits.history', undefined);
        return engine;
      });
      return {
        library,
        async kill() {
          const gone = new Promise((resolve) => own.child.once('exit', resolve));
          own.child.kill('SIGKILL');
          await gone;
        },
      };
    },
    close: async () => fovea?.stop(),
  };
}

/** Until the engine before has let go of the library. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const startedMs = Date.now(); ;) {
    try {
      return await ask();
    } catch (thrown) {
      if (Date.now() - startedMs > 20_000) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
