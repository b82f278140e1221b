import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Suites are folders named after what they need; `npm test` runs them all.
const node = (name: string, timeoutMs = 20_000, execArgv: string[] = []) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: timeoutMs, hookTimeout: timeoutMs, execArgv },
});

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closingLine.ts'],
    pool: 'forks',
    // For what asks ONNX Runtime without the runner's own door.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      // Pure code has a small heap: what a hostile file makes it take beyond that ends the worker, and fails.
      node('unit', 20_000, ['--max-old-space-size=640']),
      node('contract'),
      node('native', 60_000),
      node('engine', 60_000),
      node('runner', 120_000),
      node('app', 180_000),
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'window', include: ['test/window/**/*.test.ts'], environment: 'jsdom' },
      },
    ],
  },
});
