import { expect, test } from 'vitest';
import { gradients } from '../../electron/compiler/index.ts';
import type { DeviceId } from '../../electron/contract/index.ts';
import { probeOperators } from '../../electron/runner/tasks/inspection/index.ts';
import { operatorGraph, trainableOperators } from '../../electron/runner/tasks/inspection/operators/graphs.ts';

/** Asks as the engine does, and keeps what is reported. */
async function probe(devices: readonly DeviceId[], isStopped: () => boolean = () => false) {
  const done: number[] = [];
  const throwIfAborted = (): void => {
    if (isStopped()) throw new Error('stopped');
  };
  const found = await probeOperators(
    { devices },
    {
      stop: { aborted: false, throwIfAborted },
      onStop: () => undefined,
      progress: (step) => void done.push(step.done),
    },
  );
  return { found, done };
}

test('every operator with a gradient has a small graph of itself', () => {
  expect(trainableOperators.length).toBeGreaterThan(50);
  for (const op of trainableOperators) {
    const { graph, variants } = operatorGraph(op);
    expect(graph.nodes[0]?.op).toBe(op);
    // The output, and a gradient for at least one input.
    expect(graph.outputs.length, op).toBeGreaterThan(1);
    for (let variant = 1; variant < variants; variant++) expect(operatorGraph(op, variant).variants).toBe(variants);
  }
});

test('an operator without a gradient is not tried', () => {
  const flat = Object.entries(gradients).filter(([, rules]) => rules === 'none');
  expect(flat.length).toBeGreaterThan(0);
  expect(trainableOperators.filter((op) => flat.some(([name]) => name === op))).toEqual([]);
});

test('the CPU trains every operator, each agreeing with 64 bits', { timeout: 60_000 }, async () => {
  const { found, done } = await probe(['cpu']);
  expect(found.map(({ id, operators }) => [id, operators.filter(({ trains }) => !trains)])).toEqual([['cpu', []]]);
  expect(found[0]?.operators.map(({ op }) => op)).toEqual(trainableOperators);
  expect(done).toEqual(trainableOperators.map((_, i) => i + 1));
});

test('a device that is not there trains nothing, and says why', { timeout: 60_000 }, async () => {
  const absent: DeviceId = process.platform === 'darwin' ? 'dml' : 'coreml';
  const { found } = await probe([absent]);
  expect(found[0]?.operators).toHaveLength(trainableOperators.length);
  for (const { trains, reason } of found[0]?.operators ?? []) {
    expect(trains).toBe(false);
    expect(reason).not.toBe('');
  }
});

test('it can be stopped', async () => {
  await expect(probe(['cpu'], () => true)).rejects.toThrow('stopped');
});
