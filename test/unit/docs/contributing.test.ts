import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  differentiate,
  ops,
  print,
  shapesOf,
  tensorValue,
  type DifferentiateOptions,
  type Graph,
  type GradientRule,
  type GradientRules,
  type Op,
} from '../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Kernel, type Tensor64 } from '../../../electron/reference/index.ts';
import type { CaseMaker } from '../../support/cases/define.ts';
import { Draw } from '../../support/cases/draw.ts';

// The example of CONTRIBUTING.md, "Add an operator", taken from the page and run.

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fovea-contributing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Blocks that begin with the path they belong to: `// path`, `# path` or `<!-- path -->`. */
function filesIn(text: string): ReadonlyMap<string, string> {
  const blocks = text.matchAll(/^```\w+\n(?:\/\/|#|<!--) ([\w/.-]+\/[\w.-]+)(?: -->)?\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, path = '', content = '']) => [path, content] as const));
}

const files = filesIn(page);

const read = (path: string): string => {
  const content = files.get(path);
  if (content === undefined) throw new Error(`CONTRIBUTING.md has no block for ${path}.`);
  return content;
};

/** The block as a module, its imports pointing into the repository. */
async function load<T>(path: string): Promise<T> {
  const here = dirname(join(root, path));
  const content = read(path).replace(
    /from '(\.[^']+)'/g,
    (_, target: string) => `from '${pathToFileURL(resolve(here, target)).href}'`,
  );
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as T;
}

interface Golden {
  readonly graph: Graph;
  readonly options: DifferentiateOptions;
}

describe('CONTRIBUTING.md, "Add an operator"', () => {
  let op: Op, rules: GradientRules, kernel: Kernel, golden: Golden, makers: readonly CaseMaker[];
  const table = (): Readonly<Record<string, Op>> => ({ ...ops, Shrink: op });
  const run = (graph: Graph, feeds: ReadonlyMap<string, Tensor64>): ReadonlyMap<string, Tensor64> =>
    evaluate(graph, feeds, { kernels: { Shrink: kernel } });

  beforeAll(async () => {
    op = (await load<{ Shrink: Op }>('electron/compiler/ops/shrink.ts')).Shrink;
    rules = (await load<{ Shrink: GradientRules }>('electron/compiler/gradients/shrink.ts')).Shrink;
    kernel = (await load<{ Shrink: Kernel }>('electron/reference/kernels/shrink.ts')).Shrink;
    golden = await load<Golden>('test/golden/differentiate/shrink/input.ts');
    makers = (await load<{ cases: readonly CaseMaker[] }>('test/support/cases/shrink.ts')).cases;
  });

  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

  test('the operator is not there already, else another example is due', () => {
    expect(Object.keys(ops)).not.toContain('Shrink');
    expect(makers.length).toBeGreaterThan(0);
  });

  test.each(seeds)('its shape is what the kernel makes (seed %i)', (seed) => {
    for (const maker of makers) {
      const { graph, feeds } = maker.draw(new Draw(seed));
      const shapes = shapesOf(graph, table());
      for (const [name, { dims }] of run(graph, feeds)) expect(shapes.dims(name)).toEqual(dims);
    }
  });

  /** |⟨gradient, v⟩ − central difference| over the sizes involved. */
  function errorOf(seed: number, Shrink: GradientRules): number {
    const draw = new Draw(seed);
    const { graph, feeds, wrt } = draw.pick(makers as [CaseMaker]).draw(draw);
    const { dims, dtype } = feeds.get('input')!;
    const [dY, v] = [draw.floats(dims), draw.floats(dims)];
    const seeded = { ...graph, inputs: [...graph.inputs, tensorValue('dY', dtype, dims)] };
    const options = { of: 'Y', wrt, seed: 'dY', ops: { Shrink: op }, rules: { Shrink } };
    const { graph: backward, gradients } = differentiate(seeded, options);
    const gradient = run(backward, new Map([...feeds, ['dY', dY]])).get(gradients.get('input')!)!;
    const at = (h: number): Tensor64 => run(graph, moved(feeds, 'input', v, h)).get('Y')!;
    const measured = (dot(dY, at(1e-4)) - dot(dY, at(-1e-4))) / 2e-4;
    return Math.abs(dot(gradient, v) - measured) / sizeOf(dY, v);
  }

  test.each(seeds)('its gradient is a central difference to 1e-6 (seed %i)', (seed) => {
    expect(errorOf(seed, rules)).toBeLessThan(1e-6);
  });

  test('a gradient that is wrong by a thousandth would be noticed', () => {
    const wrong: GradientRules = {
      input: (context) => context.emit.affine((rules['input'] as GradientRule)(context), 1.001),
    };
    expect(Math.max(...seeds.map((seed) => errorOf(seed, wrong)))).toBeGreaterThan(1e-4);
  });

  test('its golden text is what the rule emits', () => {
    const { graph } = differentiate(golden.graph, {
      ...golden.options,
      ops: { Shrink: op },
      rules: { Shrink: rules },
    });
    expect(read('test/golden/differentiate/shrink/expected.txt')).toBe(print(graph));
    expect(read('test/golden/differentiate/shrink/source.md').trim()).not.toBe('');
  });

  test('the tables are filled in the way that it says', () => {
    for (const path of ['electron/compiler/ops/table.ts', 'electron/compiler/gradients/table.ts']) {
      const text = readFileSync(join(root, path), 'utf8');
      expect(text).toContain("import * as shape from './shape.ts';");
      expect(text).toMatch(/^ {2}\.\.\.shape,$/m);
    }
    expect(page).toMatch(/^import \* as shrink from '\.\/shrink\.ts';$/m);
  });
});

const dot = (a: Tensor64, b: Tensor64): number => a.values.reduce((sum, value, i) => sum + value * b.values[i]!, 0);
const sizeOf = (a: Tensor64, b: Tensor64): number =>
  a.values.reduce((sum, value, i) => sum + Math.abs(value * b.values[i]!), 1e-3);

function moved(
  feeds: ReadonlyMap<string, Tensor64>,
  name: string,
  direction: Tensor64,
  h: number,
): ReadonlyMap<string, Tensor64> {
  const { dims, values } = feeds.get(name)!;
  const there = values.map((value, i) => value + h * direction.values[i]!);
  return new Map([...feeds, [name, tensor64(dims, there)]]);
}
