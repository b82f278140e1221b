import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Emit, encode, floatTensor, graphOf, tensorValue } from '../../electron/compiler/index.ts';
import { GradientRow, LayerRecord } from '../../electron/contract/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';

// The commands that look into a network, with the real engine and runner.

const folder = temporaryFolder();
const env = { FOVEA_DATA_DIR: join(folder.path, 'library'), FOVEA_MODELS_DIR: join(folder.path, 'models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);
const linesOf = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const small = join(folder.path, 'small.onnx');
const strange = join(folder.path, 'strange.onnx');

/** One filter, Relu, and `last` in its domain at the end. */
function network(last: string, domain = ''): Uint8Array {
  const emit = new Emit(null);
  const w = emit.constant(
    floatTensor(
      'w',
      [10, 3, 5, 5],
      Float32Array.from({ length: 750 }, (_, i) => Math.sin(i)),
    ),
  );
  const b = emit.constant(floatTensor('b', [10], new Float32Array(10).fill(0.1)));
  const y = emit.op('Relu', [emit.op('Conv', ['image', w, b], { pads: [2, 2, 2, 2] })]);
  emit.op(last, [y], {}, { outputs: ['end'] });
  const graph = graphOf(
    'small',
    emit,
    [tensorValue('image', 'float32', ['N', 3, 'H', 'W'])],
    [{ name: 'end', type: null }],
  );
  const nodes = graph.nodes.map((node) => (node.op === last ? { ...node, domain } : node));
  const opsets = domain === '' ? graph.opsets : [...graph.opsets, { domain, version: 1 }];
  return encode({ ...graph, nodes, opsets });
}

beforeAll(() => {
  mkdirSync(folder.path, { recursive: true });
  writeColorModel(env.FOVEA_MODELS_DIR);
  writeFileSync(small, network('GlobalAveragePool'));
  writeFileSync(strange, network('Fold', 'com.example'));
});
afterAll(() => folder.remove());

describe('fovea model show', () => {
  test('prints one line per layer within 100 columns, totals, and what can be trained', async () => {
    const { code, stdout, stderr } = await fovea('model', 'show', small, '--size', '32x32');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^layer +operator +output +parameters +multiply-adds +sees +step +training$/m);
    expect(stdout).toMatch(/^conv +Conv +1×10×32×32 +760 +768,000 +5 +1 +yes$/m);
    expect(stdout).toContain('3 nodes, 760 parameters, 768,000 multiply-adds');
    expect(stdout).toContain('Everything can be trained.');
    for (const line of stdout.split('\n').slice(0, 4)) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('--json has a record per layer and the totals last', async () => {
    const { code, stdout } = await fovea('model', 'show', small, '--json', '--batch', '2');
    const lines = linesOf(stdout);
    const { summary } = z.object({ summary: z.record(z.string(), z.unknown()) }).parse(lines.pop());
    expect({ code, ops: lines.map((line) => LayerRecord.parse(line).op) }).toEqual({
      code: 0,
      ops: ['Conv', 'Relu', 'GlobalAveragePool'],
    });
    expect(summary).toMatchObject({
      parameters: 760,
      complete: true,
      inputs: [{ name: 'image', dims: [2, 3, 224, 224], chosen: true }],
    });
  });

  test('a model on the shelf is shown by its name', async () => {
    const { code, stdout } = await fovea('model', 'show', 'colors');
    expect({ code, layers: stdout.includes('Conv') }).toEqual({ code: 0, layers: true });
  });

  test('an operator that nobody knows is named, and the rest is shown', async () => {
    const { code, stdout } = await fovea('model', 'show', strange, '--size', '32x32');
    expect(code).toBe(0);
    expect(stdout).toContain('at least 768,000 multiply-adds');
    expect(stdout).toContain('1 of 3 nodes cannot be trained: com.example.Fold at "end" (the operator is not known).');
    expect(stdout).toContain('Fovea cannot look into 1 of 3 nodes: com.example.Fold 1.');
  });
});

describe('fovea gradcheck', () => {
  test('judges every rule of every node and ends with the worst: code 0', async () => {
    const { code, stdout } = await fovea('gradcheck', small);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^conv +Conv +W .*pass$/m);
    expect(stdout).toMatch(/^Input image 1×3×32×32 \(Fovea chose the size: --size WxH takes another\), seed 1$/m);
    expect(stdout).toMatch(/^(\d+) of \1 gradients agree\.$/m);
    expect(stdout).toMatch(/^Worst: \S+ in 64 bits \(/m);
  });

  test('--json has a row per input and formulation, the same for the same seed', async () => {
    const options = ['gradcheck', small, '--size', '12x9', '--seed', '5', '--samples', '1', '--json'];
    const [first, second] = [await fovea(...options), await fovea(...options)];
    expect(second.stdout).toBe(first.stdout);
    const lines = linesOf(first.stdout);
    const { summary } = z.object({ summary: z.record(z.string(), z.unknown()) }).parse(lines.pop());
    const rows = lines.map((line) => GradientRow.parse(line));
    expect(summary).toMatchObject({ checked: rows.length, passed: rows.length, failed: 0, seed: 5, stopped: false });
    expect(new Set(rows.map(({ op, input }) => `${op} ${input}`))).toEqual(
      new Set(['Conv X', 'Conv W', 'Conv B', 'Relu X', 'GlobalAveragePool X']),
    );
  });

  test('what cannot be computed is not reached, and said so', async () => {
    const { code, stdout } = await fovea('gradcheck', strange, '--size', '8x8');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^end +Fold +unreached$/m);
    expect(stdout).toContain('1 not reached.');
  });

  test('Ctrl+C ends it with what is done, and code 130', async () => {
    const many = ['gradcheck', small, '--size', '48x48', '--samples', '30', '--json'];
    const started = startCommand(process.execPath, [foveaFile, ...many], env);
    await new Promise<void>((resolve) => started.child.stdout?.once('data', () => resolve()));
    started.child.kill('SIGINT');
    const { code, stdout } = await started.ended;
    expect(code).toBe(130);
    expect(linesOf(stdout).at(-1)).toMatchObject({ summary: { stopped: true } });
  });
});

test.each([
  ['a file that is not there', ['model', 'show', 'nowhere.onnx'], 'There is nothing at'],
  ['a name that no model has', ['gradcheck', 'nowhere'], 'There is no model "nowhere".'],
  ['a file that is no network', ['model', 'show', import.meta.filename], 'its name does not end in .onnx.'],
])('%s is refused with what to do: code 3', async (_mistake, options, sentence) => {
  const { code, stdout, stderr } = await fovea(...options);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain(sentence);
});

test.each(['model show', 'gradcheck'])('%s refuses a damaged network with its reason: code 3', async (command) => {
  const damaged = join(folder.path, 'damaged.onnx');
  writeFileSync(damaged, network('Relu').subarray(0, 400));
  const { code, stdout, stderr } = await fovea(...command.split(' '), damaged);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('"damaged.onnx" is not an ONNX network: its bytes');
});

test.each([
  ['a senseless size', ['model', 'show', 'a.onnx', '--size', '12']],
  ['no samples', ['gradcheck', 'a.onnx', '--samples', '0']],
  ['a batch that is no number', ['gradcheck', 'a.onnx', '--batch', 'many']],
  ['two files', ['model', 'show', 'a.onnx', 'b.onnx']],
])('%s is a mistake of usage: code 2', async (_mistake, options) => {
  expect(await fovea(...options)).toMatchObject({ code: 2, stdout: '' });
});
