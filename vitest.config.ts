import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Suites are folders named after what they need; `npm test` runs them all.
// What computes by itself runs two at a time, and first; then what asks ONNX Runtime, and commands that are read to their
// end. What drives a window, kills processes, or says how soon something is answered, has the machine alone.
const together = { maxWorkers: 2, sequence: { groupOrder: 0 } };
const computing = { maxWorkers: 2, sequence: { groupOrder: 1 } };
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 } };
/** Commands that are started and read to their end. */
const commands = ['[cC]li', 'lessons', 'trainingMishaps'].map((name) => `test/app/*${name}.test.ts`);
const suite = (name: string, include: string[], share: typeof together, timeoutMs = 20_000) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: timeoutMs, ...share },
});
const node = (name: string, share: typeof together, timeoutMs = 20_000) =>
  suite(name, [`test/${name}/**/*.test.ts`], share, timeoutMs);

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closingLine.ts'],
    pool: 'forks',
    // For what asks ONNX Runtime without the runner's own door.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      // Pure code has a small heap: what a hostile file makes it take beyond that ends the worker, and fails.
      { test: { ...node('unit', together, 60_000).test, execArgv: ['--max-old-space-size=640'] } },
      node('contract', together),
      node('native', computing, 60_000),
      node('engine', alone, 60_000),
      node('runner', computing, 180_000),
      suite('commands', commands, computing, 180_000),
      { test: { ...node('app', alone, 180_000).test, exclude: commands } },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          ...{ name: 'window', environment: 'jsdom', testTimeout: 20_000, ...together },
          include: ['test/window/**/*.test.ts'],
          setupFiles: ['test/window/setup.ts'],
        },
      },
    ],
  },
});
