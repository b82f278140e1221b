import { afterAll, describe, expect, test } from 'vitest';
import {
  Emit,
  encode,
  floatTensor,
  gradients,
  graphOf,
  tensorValue,
  type Formulation,
  type GradientContext,
  type GradientRule,
  type GradientRules,
  type GradientTable,
  type Graph,
  type Node,
} from '../../electron/compiler/index.ts';
import type { GradientRow } from '../../electron/contract/index.ts';
import { sized } from '../../electron/runner/tasks/inspection/compile.ts';
import { checkNetwork } from '../../electron/runner/tasks/inspection/gradcheck/checkNetwork.ts';
import { runSingle } from '../../electron/runner/tasks/inspection/gradcheck/single.ts';
import { describe as describeFile, gradcheck } from '../../electron/runner/tasks/inspection/index.ts';
import { Draw } from '../support/cases/draw.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
afterAll(() => folder.remove());

const seed = Number(process.env['SEED'] ?? 1);
const asItIs = { width: null, height: null, batch: null };

/** Conv, Relu, MaxPool over the zeros that Relu makes, Flatten, Gemm: kinks and ties as every classifier has them. */
function smallNetwork(): Graph {
  const draw = new Draw(7);
  const emit = new Emit(null);
  const weights = (dims: readonly number[]): string => emit.constant(floatTensor('w', dims, draw.floats(dims).values));
  const conv = emit.op('Conv', ['image', weights([4, 3, 3, 3]), weights([4])], { pads: [1, 1, 1, 1] });
  const relu = emit.op('Relu', [conv]);
  const pool = emit.op('MaxPool', [relu], { kernel_shape: [2, 2], strides: [2, 2] });
  const flat = emit.op('Flatten', [pool]);
  const gemm = emit.op('Gemm', [flat, weights([64, 5]), weights([5])]);
  const inputs = [tensorValue('image', 'float32', [2, 3, 8, 8])];
  return graphOf('small', emit, inputs, [tensorValue(gemm, 'float32', [2, 5])]);
}

async function rowsOf(graph: Graph, rules?: GradientTable): Promise<GradientRow[]> {
  const rows: GradientRow[] = [];
  const options = { seed, samples: 2, single: runSingle, ...(rules && { rules }) };
  for await (const step of checkNetwork(graph, options)) rows.push(...step.rows);
  return rows;
}

/** The rule of one input, off by a part of it, in every formulation. */
function off(op: keyof typeof gradients, formal: string, part: number): GradientTable {
  const rules = (gradients as GradientTable)[op] as GradientRules;
  const wrong =
    (rule: GradientRule): GradientRule =>
    (context) =>
      context.emit.affine(rule(context), 1 + part);
  const all = (list: readonly Formulation[]) => list.map((found) => ({ ...found, rule: wrong(found.rule) }));
  const right = rules[formal]!;
  const changed =
    typeof right === 'function'
      ? wrong(right)
      : 'order' in right
        ? { order: (context: GradientContext) => all(right.order(context)) }
        : all(right);
  return { ...gradients, [op]: { ...rules, [formal]: changed } };
}

const verdicts = (rows: readonly GradientRow[]) => rows.map(({ op, input, verdict }) => `${op} ${input} ${verdict}`);

describe('checkNetwork', () => {
  test('every rule of a right table passes, with kinks and ties on the way', async () => {
    const rows = await rowsOf(smallNetwork());
    expect(
      rows.filter(({ verdict }) => verdict !== 'pass'),
      `seed ${seed}`,
    ).toEqual([]);
    expect(new Set(verdicts(rows))).toEqual(
      new Set([
        ...['Conv X pass', 'Conv W pass', 'Conv B pass', 'Relu X pass', 'MaxPool X pass', 'Flatten input pass'],
        ...['Gemm A pass', 'Gemm B pass', 'Gemm C pass'],
      ]),
    );
    for (const { error64, error32 } of rows) {
      expect(error64).toBeLessThan(1e-6);
      expect(error32).toBeLessThan(1e-4);
    }
  });

  test.each([
    ['Conv', 'W'],
    ['Conv', 'X'],
    ['Relu', 'X'],
    ['Gemm', 'C'],
  ] as const)(
    'a rule of %s for %s that is off by a thousandth fails at that node, and nothing else does',
    async (op, formal) => {
      const rows = await rowsOf(smallNetwork(), off(op, formal, 1e-3));
      const failed = rows.filter(({ verdict }) => verdict === 'fail');
      expect(failed, `seed ${seed}`).toEqual(rows.filter((row) => row.op === op && row.input === formal));
      expect(new Set(verdicts(failed))).toEqual(new Set([`${op} ${formal} fail`]));
      expect(failed[0]?.error64).toBeGreaterThan(1e-5);
      expect(failed[0]?.node).toBe(smallNetwork().nodes.find((node) => node.op === op)?.name);
    },
  );

  test('a rule that cannot be written down fails with its reason', async () => {
    const broken: GradientRule = () => {
      throw new Error('This rule is not finished.');
    };
    const rows = await rowsOf(smallNetwork(), { ...gradients, Relu: { X: broken } });
    expect(rows.find(({ op }) => op === 'Relu')).toMatchObject({
      verdict: 'fail',
      remark: 'This rule is not finished.',
    });
  });

  test('an operator without a rule is told by name, and what lies behind it is still judged', async () => {
    const { Relu: _, ...others } = gradients;
    const rows = await rowsOf(smallNetwork(), others);
    expect(verdicts(rows)).toContain('Relu  no rule');
    expect(verdicts(rows)).toContain('Gemm B pass');
  });

  test('an operator that nobody knows ends the walk, and what it feeds is not reached', async () => {
    const small = smallNetwork();
    const nodes = small.nodes.map((node): Node => (node.op === 'Relu' ? { ...node, domain: 'com.example' } : node));
    const rows = await rowsOf({ ...small, nodes });
    expect(rows.filter(({ verdict }) => verdict === 'unreached').map(({ op }) => op)).toEqual([
      ...['Relu', 'MaxPool', 'Flatten', 'Gemm'],
    ]);
    expect(rows.find(({ op }) => op === 'Relu')?.remark).toContain('com.example.Relu');
  });

  test('the same seed gives the same numbers', async () => {
    expect(await rowsOf(smallNetwork())).toEqual(await rowsOf(smallNetwork()));
  });
});

/** What a job is given besides its input. */
function scopeOf<P>(steps: P[], isStopped: () => boolean = () => false) {
  const throwIfAborted = (): void => {
    if (isStopped()) throw new Error('stopped');
  };
  return {
    stop: { aborted: false, throwIfAborted },
    onStop: () => undefined,
    progress: (step: P) => void steps.push(step),
  };
}

describe('gradcheck of a file', () => {
  const path = folder.write('small.onnx', encode(smallNetwork()));

  test('reports every node and ends with the input it chose', async () => {
    const steps: { done: number; total: number; rows: readonly GradientRow[] }[] = [];
    const { inputs } = await gradcheck({ path, size: asItIs, seed, samples: 1 }, scopeOf(steps));
    expect(inputs).toEqual([{ name: 'image', dims: [2, 3, 8, 8], chosen: false }]);
    expect(steps.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
  });

  test('stops between two nodes', async () => {
    const steps: unknown[] = [];
    const stopped = gradcheck(
      { path, size: asItIs, seed, samples: 1 },
      scopeOf(steps, () => steps.length === 2),
    );
    await expect(stopped).rejects.toThrow('stopped');
    expect(steps).toHaveLength(2);
  });

  test('a network that takes any picture is checked at the smallest that works', async () => {
    const emit = new Emit(null);
    const w = emit.constant(floatTensor('w', [2, 3, 5, 5], new Float32Array(150).fill(0.1)));
    // Five halvings leave 4 of 128 pixels, and the window at the end wants 5.
    let value = 'image';
    for (let i = 0; i < 5; i++) value = emit.op('MaxPool', [value], { kernel_shape: [2, 2], strides: [2, 2] });
    const end = emit.op('Conv', [value, w]);
    const graph = graphOf(
      'deep',
      emit,
      [tensorValue('image', 'float32', ['N', 3, 'H', 'W'])],
      [{ name: end, type: null }],
    );
    const deep = folder.write('deep.onnx', encode(graph));
    const { inputs } = await gradcheck({ path: deep, size: asItIs, seed, samples: 1 }, scopeOf([]));
    expect(inputs).toEqual([{ name: 'image', dims: [1, 3, 160, 160], chosen: true }]);
  });
});

describe('a network layer by layer', () => {
  test('what a file says, what it costs, and what can be trained', async () => {
    const path = folder.write('layers.onnx', encode(smallNetwork()));
    const record = await describeFile({ path, size: asItIs });
    expect(record).toMatchObject({ file: 'layers.onnx', opset: 21, complete: true });
    expect(record.parameters).toBe(4 * 27 + 4 + 64 * 5 + 5);
    expect(record.layers.map(({ op, dims, training }) => [op, dims, training.trains])).toEqual([
      ['Conv', [2, 4, 8, 8], 'yes'],
      ['Relu', [2, 4, 8, 8], 'yes'],
      ['MaxPool', [2, 4, 4, 4], 'yes'],
      ['Flatten', [2, 64], 'yes'],
      ['Gemm', [2, 5], 'yes'],
    ]);
  });

  test('another batch and size than the file states can be asked for, where the network allows', async () => {
    const path = folder.write('fixed.onnx', encode(smallNetwork()));
    const wide = { width: 4, height: 16, batch: 3 };
    const { inputs, layers } = await describeFile({ path, size: wide });
    expect(inputs).toEqual([{ name: 'image', dims: [3, 3, 16, 4], chosen: false }]);
    expect(layers.at(-1)?.dims).toEqual([3, 5]);
    const tooSmall = await describeFile({ path, size: { width: 4, height: 4, batch: null } });
    expect(tooSmall.complete).toBe(false);
    expect(tooSmall.layers.at(-1)?.problem).toContain('Gemm');
  });

  test('a file that is no network is refused with its reason', async () => {
    const path = folder.write('noise.onnx', 'this is no network');
    await expect(describeFile({ path, size: asItIs })).rejects.toMatchObject({ code: 'model/not-onnx' });
  });

  test('channels may stand last', () => {
    const { graph } = { graph: smallNetwork() };
    const nhwc = { ...graph, inputs: [tensorValue('image', 'float32', ['N', 'H', 'W', 3])] };
    expect(sized(nhwc, { width: 7, height: 5, batch: 2 }, 32).inputs).toEqual([
      { name: 'image', dims: [2, 5, 7, 3], chosen: false },
    ]);
  });
});
