import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  differentiate,
  elements,
  GraphError,
  isFloat,
  print,
  shapesOf,
  tensorValue,
  verify,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { cases } from '../../../support/cases/table.ts';
import { hostileCase } from '../../../support/hostileNode.ts';

// Every case of the laws, broken in many ways. SEED=7 begins elsewhere; DRAWS=200 tries more.
const firstSeed = Number(process.env['SEED'] ?? 1);
const drawCount = Number(process.env['DRAWS'] ?? 20);
/** Of this process's computing: on a busy machine a clock counts the others' too. */
const longestMs = 3000;
const computedMs = ({ user, system } = process.cpuUsage()): number => (user + system) / 1000;
const budgetBytes = 2 ** 30;

let startBytes = 0;
const mostBytes = (): number => process.resourceUsage().maxRSS * 1024;
beforeAll(() => {
  startBytes = mostBytes();
});

describe(`a broken node has legal dims and a gradient of its input's shape, or a GraphError (SEED=${firstSeed})`, () => {
  test.each(cases)('$op, $what', (maker) => {
    for (let seed = firstSeed; seed < firstSeed + drawCount; seed++) {
      const draw = new Draw(seed);
      const graph = hostileCase(maker.draw(draw), draw);
      const startMs = computedMs();
      try {
        compileNode(graph);
      } catch (thrown) {
        if (!(thrown instanceof GraphError)) throw new Error(`SEED=${seed}\n${print(graph)}`, { cause: thrown });
        expect(thrown.message, `SEED=${seed}`).toMatch(/"[^"]*"/);
      }
      expect(computedMs() - startMs, `SEED=${seed}\n${print(graph)}`).toBeLessThan(longestMs);
    }
  });
});

test('most broken nodes are refused, and some are still legal, so that both ends are tried', () => {
  let [refused, legal] = [0, 0];
  for (const maker of cases) {
    const draw = new Draw(firstSeed);
    try {
      compileNode(hostileCase(maker.draw(draw), draw));
      legal += 1;
    } catch {
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(cases.length / 5);
  expect(legal).toBeGreaterThan(cases.length / 5);
});

afterAll(() => {
  expect(mostBytes() - startBytes, 'memory at its largest, beyond what the test began with').toBeLessThan(budgetBytes);
});

/** Shapes and gradients of everything that has one. */
function compileNode(graph: Graph): void {
  const shapes = shapesOf(verify(graph, 'test'));
  for (const name of graph.nodes[0]?.outputs ?? [])
    if (name !== '' && shapes.shapeOf(name)) checkDims(shapes.dims(name));
  const [output] = graph.outputs;
  if (!output || !isFloat(shapes.type(output.name).dtype)) return;
  const { dtype, dims } = shapes.type(output.name);
  const seeded = { ...graph, inputs: [...graph.inputs, tensorValue('dY', dtype, dims)] };
  const wrt = graph.inputs.flatMap(({ name }) => (isFloat(shapes.type(name).dtype) ? [name] : []));
  if (wrt.length === 0) return;
  const { graph: backward, gradients } = differentiate(seeded, { of: output.name, wrt, seed: 'dY' });
  const found = shapesOf(backward);
  for (const [value, gradient] of gradients) expect(found.dims(gradient)).toEqual(shapes.dims(value));
}

function checkDims(dims: readonly number[]): void {
  expect(dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)).toBe(true);
  expect(Number.isSafeInteger(elements(dims))).toBe(true);
}
