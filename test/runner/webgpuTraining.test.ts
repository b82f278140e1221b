import { afterAll, expect, test } from 'vitest';
import { decomposeBatchNorm, differentiate, Emit, graphOf, tensorValue } from '../../electron/compiler/index.ts';
import type { Tensor64 } from '../../electron/reference/index.ts';
import { runnableOn } from '../../electron/runner/training/formulations.ts';
import { Draw } from '../support/cases/draw.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { seed } from '../support/passes.ts';
import { lossyNet, stepOf, type StepOptions } from './support/everyFamilyStep.ts';
import { startWebgpu, vulkanAbsent, vulkanPresent, type Feeds } from './support/webgpuProcess.ts';

// Shaders are compiled in the first run of a graph, which takes a software driver some twenty seconds.
const timeout = 300_000;

const webgpu = vulkanPresent ? startWebgpu() : null;
afterAll(() => webgpu?.close());

/**
 * One step on the CPU and on WebGPU, the latter as a device can run it before anything was timed.
 *
 * @param whole  whether the CPU may not help
 */
async function bothSteps(options: StepOptions, whole: boolean): Promise<{ cpu: Feeds; gpu: Feeds }> {
  const net = lossyNet(options);
  const onCpu = stepOf(net);
  const onWebgpu = stepOf({ ...net, graph: decomposeBatchNorm(net.graph) }, runnableOn('webgpu'));
  return {
    cpu: await runInRuntime(onCpu.graph, onCpu.feeds),
    gpu: await webgpu!.run(onWebgpu.graph, onWebgpu.feeds, whole),
  };
}

/** Loss, logits, gradients, updated parameters and statistics, each within 1e-4 of the CPU's largest value. */
function expectSameStep({ cpu, gpu }: { cpu: Feeds; gpu: Feeds }): void {
  expect([...gpu.keys()].sort()).toEqual([...cpu.keys()].sort());
  expect(cpu.size, 'outputs of the step').toBeGreaterThan(60);
  for (const [name, wanted] of cpu) {
    expect(largest(wanted), `${name} says something (seed ${seed})`).toBeGreaterThan(1e-4);
    expect(relativeDifference(gpu.get(name)!, wanted), `${name} (seed ${seed})`).toBeLessThan(1e-4);
  }
}

const largest = ({ values }: Tensor64): number => Math.max(...values.map(Math.abs));

test.skipIf(!vulkanPresent)(
  'a training step of nearly every operator runs wholly on WebGPU and equals the CPU’s',
  { timeout },
  async () => expectSameStep(await bothSteps({ seed }, true)),
);

test.skipIf(!vulkanPresent)(
  'with LRN, LpPool, GroupNormalization and class indices, the CPU helps and the step is the same',
  { timeout },
  async () => {
    const options: StepOptions = { seed, withRareLayers: true, targets: 'classes' };
    await expect(bothSteps(options, true)).rejects.toThrow('fallback to CPU');
    expectSameStep(await bothSteps(options, false));
  },
);

test.skipIf(!vulkanPresent)(
  'overlapping max pooling: the tuner finds by itself what WebGPU can run, and ties go where the CPU has them',
  { timeout },
  async () => {
    const { graph, feeds } = tiedPool();
    const options = { of: 'sum', wrt: ['image'] };
    const { winners, timings } = await webgpu!.tune(graph, options);
    expect(Object.values(winners)).toEqual(['taps']);
    const measured = timings.map(({ formulation, ms }) => [formulation, Number.isFinite(ms)]);
    expect(measured).toEqual([
      ['scatter', false],
      ['taps', true],
    ]);
    const onCpu = differentiate(graph, options);
    const onWebgpu = differentiate(graph, { ...options, choose: ({ key }) => winners[key] });
    const wanted = await runInRuntime(onCpu.graph, feeds);
    const found = await webgpu!.run(onWebgpu.graph, feeds, true);
    const name = onCpu.gradients.get('image')!;
    expect(relativeDifference(found.get(name)!, wanted.get(name)!), `seed ${seed}`).toBeLessThan(1e-6);
    await expect(webgpu!.run(onCpu.graph, feeds, false), 'the CPU’s way').rejects.toThrow('Indices');
  },
);

/** Pictures of three values only, so that nearly every window has several maxima, each output weighted by a drawn number. */
function tiedPool(): { graph: ReturnType<typeof graphOf>; feeds: Feeds } {
  const draw = new Draw(seed);
  const emit = new Emit(null);
  const image = emit.fresh('image');
  const attributes = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
  const pooled = emit.op('MaxPool', [image], attributes);
  const weights = emit.floats(draw.floats([2, 3, 6, 6]).values, 'weights', [2, 3, 6, 6]);
  const sum = emit.op('ReduceSum', [emit.op('Mul', [pooled, weights])], { keepdims: 0 }, { name: 'sum' });
  const graph = graphOf(
    'tied_pool',
    emit,
    [tensorValue(image, 'float32', [2, 3, 12, 12])],
    [{ name: sum, type: null }],
  );
  return { graph, feeds: new Map([['image', draw.ints([2, 3, 12, 12], -1, 1, 'float32')]]) };
}

test.runIf(!vulkanPresent)(vulkanAbsent, () => undefined);
