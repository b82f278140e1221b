import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compileCache } from './electron/shell/start/entries.ts';
import { LongestFirst } from './test/support/longestFirst.ts';

// Suites are folders named after what they need; `npm test` runs them all.
// Two files at a time: first what computes by itself, then what asks ONNX Runtime, commands and windows. What says
// how soon something is answered, or begun again, has the machine alone, and comes last.
const together = { maxWorkers: 2, sequence: { groupOrder: 0 } };
const computing = { maxWorkers: 2, sequence: { groupOrder: 1 } };
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 } };
/** Files that keep nothing behind share a process, which saves its start and the imports. */
const shared = { ...together, isolate: false };

/** Heaps of their own: one file's leavings must not count against another's hostile input. */
const hostile = ['test/unit/**/hostile*.test.ts'];
/** They put a false Electron in the place of the module. */
const falseElectron = ['test/unit/shell/desktop/**/*.test.ts'];
/** Commands that are started and read to their end. */
const commands = ['[cC]li', 'lessons', 'trainingMishaps'].map((name) => `test/app/*${name}.test.ts`);
const solitary = [
  'test/app/engineProcess.test.ts',
  ...['latency', 'listing', 'runnerKills', 'trainingQueue'].map((name) => `test/engine/${name}.test.ts`),
];

const suite = (name: string, include: string[], share: object, timeoutMs = 20_000, exclude: string[] = []) => ({
  test: { name, include, exclude, testTimeout: timeoutMs, hookTimeout: timeoutMs, ...share },
});
const node = (name: string, share: object, timeoutMs = 20_000, exclude: string[] = []) =>
  suite(name, [`test/${name}/**/*.test.ts`], share, timeoutMs, exclude);
/** Pure code has a small heap: what a hostile file makes it take beyond that ends the worker, and fails. */
const smallHeap = { execArgv: ['--max-old-space-size=640'] };

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closingLine.ts'],
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // What is waited for comes late on a busy machine; the library's own patience is one second.
    expect: { poll: { timeout: 15_000, interval: 50 } },
    env: {
      // For what asks ONNX Runtime without the runner's own door.
      ORT_DISABLE_TELEMETRY: '1',
      // Engines and runners that tests start by themselves need not compile the sources again, as those of a shell.
      NODE_COMPILE_CACHE: compileCache,
    },
    projects: [
      node('unit', { ...shared, ...smallHeap }, 60_000, [...hostile, ...falseElectron]),
      suite('hostile', hostile, { ...together, ...smallHeap }, 60_000),
      suite('desktop', falseElectron, { ...together, ...smallHeap }, 60_000),
      node('contract', shared),
      node('native', computing, 60_000),
      node('engine', computing, 60_000, solitary),
      node('runner', computing, 180_000),
      suite('commands', commands, computing, 180_000),
      node('app', computing, 180_000, [...commands, ...solitary]),
      suite('alone', solitary, alone, 180_000),
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          ...{ name: 'window', environment: 'jsdom', testTimeout: 20_000, ...shared },
          include: ['test/window/**/*.test.ts'],
          setupFiles: ['test/window/setup.ts'],
        },
      },
    ],
  },
});
