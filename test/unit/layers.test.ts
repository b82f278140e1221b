import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layerViolation, roomOf } from '../support/layers.ts';

const sources = globSync(['{electron,renderer,native}/**/*.{ts,svelte}'], {
  exclude: (name) => name.includes('node_modules'),
});
// An import begins its line or is a call; other sentences with "from" in them are none of our business.
const importPattern = /(?:^\s*(?:import|export)\b[^'"]*?\bfrom\s*|^\s*import\s*|\bimport\()['"]([^'"]+)['"]/gm;

test('every import keeps to the table of who may import whom', () => {
  const broken = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(importPattern)].map(([, specifier]) =>
      layerViolation(file, specifier ?? ''),
    ),
  );
  expect(broken.filter((why) => why !== null)).toEqual([]);
});

test('every source file lies in a room', () => {
  expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
  expect(sources.length).toBeGreaterThan(10);
});

test.each([
  ['electron/compiler/passes/densify.ts', 'node:fs'],
  ['electron/contract/records.ts', '../compiler/index.ts'],
  ['electron/engine/main.ts', 'onnxruntime-node'],
  ['electron/engine/main.ts', '../runner/runtime/index.ts'],
  ['electron/runner/tasks/detection/detect.ts', '../classification/classify.ts'],
  ['electron/runner/tasks/detection/detect.ts', '../../pixels/decode.ts'],
  ['renderer/App.svelte', '../electron/engine/main.ts'],
  ['electron/shell/desktop/main.ts', '../../engine/main.ts'],
])('a planted mistake is caught: %s importing %s', (file, specifier) => {
  expect(layerViolation(file, specifier)).toMatch(file);
});
