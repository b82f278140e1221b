import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  attachLoss,
  densify,
  differentiate,
  foldBatchNorm,
  foldShapes,
  print,
  replaceHead,
  withOptimizer,
  type DensifyOptions,
  type Differentiated,
  type DifferentiateOptions,
  type Graph,
  type HeadOptions,
  type Loss,
  type OptimizerOptions,
} from '../../../electron/compiler/index.ts';

// test/golden/<suite>/<case>/: `input.ts` builds a graph and says the options, `expected.txt` is what the pass makes of it,
// `source.md` why the case is there. GOLDEN=update rewrites expected.txt; the difference is part of the review.

const root = resolve(import.meta.dirname, '../../golden');
const isUpdating = process.env['GOLDEN'] === 'update';

interface With<O> {
  readonly graph: Graph;
  readonly options: O;
}

/** What each suite does with the exports of an input.ts. */
const suites = {
  attachLoss: ({ graph, loss }: { readonly graph: Graph; readonly loss: Loss }) => attachLoss(graph, loss).graph,
  densify: ({ graph, options }: With<DensifyOptions>) => densify(graph, options).graph,
  differentiate: ({ graph, options }: With<DifferentiateOptions>) => differentiate(graph, options).graph,
  foldBatchNorm: ({ graph }: { readonly graph: Graph }) => foldBatchNorm(graph),
  foldShapes: ({ graph }: { readonly graph: Graph }) => foldShapes(graph),
  replaceHead: ({ graph, options }: With<HeadOptions>) => replaceHead(graph, options),
  withOptimizer: ({ graph, options }: { readonly graph: Differentiated; readonly options: OptimizerOptions }) =>
    withOptimizer(graph, options).graph,
} satisfies Record<string, (input: never) => Graph>;

describe.each(Object.entries(suites))('%s', (suite, pass) => {
  const cases = readdirSync(join(root, suite), { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test.each(cases.map(({ name }) => name))('%s gives the recorded graph', async (name) => {
    const folder = join(root, suite, name);
    const input = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'input.ts')).href)) as never;
    const text = print((pass as (input: never) => Graph)(input));
    if (isUpdating) writeFileSync(join(folder, 'expected.txt'), text);
    expect(text).toBe(readFileSync(join(folder, 'expected.txt'), 'utf8'));
    expect(existsSync(join(folder, 'source.md')), 'source.md says why the case is there').toBe(true);
  });
});

test('every folder of goldens has a test that reads it', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  // These hold figures, not graphs; gradientGoldens, flowersHeads and trainingAgainstPytorch in test/runner read them.
  const figures = ['gradients', 'heads', 'training'];
  expect(folders.map(({ name }) => name).filter((name) => !figures.includes(name))).toEqual(Object.keys(suites));
});
