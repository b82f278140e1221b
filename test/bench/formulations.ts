// What each formulation of a gradient costs on this machine: the figures of docs/gradients.md, as Markdown.
// `npm run bench:formulations`; THREADS=2 for two threads. Every formulation is judged by the laws of
// test/unit/compiler/laws; here they are only timed.

import { cpus } from 'node:os';
import {
  Emit,
  graphOf,
  shapesOf,
  tensorValue,
  type AttributeInput,
  type Graph,
} from '../../electron/compiler/index.ts';
import { tuneFormulations, type Timing } from '../../electron/runner/training/formulations.ts';

interface Layer {
  readonly what: string;
  readonly op: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attributes: Readonly<Record<string, AttributeInput>>;
}

const batch = 8;
const threads = Number(process.env['THREADS'] ?? 1);

/** A square convolution that keeps the size, or divides it by the stride. */
function conv(
  what: string,
  [from, to]: readonly [number, number],
  side: number,
  kernel: number,
  stride = 1,
  group = 1,
): Layer {
  const pad = Math.floor(kernel / 2);
  return {
    what,
    op: 'Conv',
    inputs: { X: [batch, from, side, side], W: [to, from / group, kernel, kernel] },
    attributes: { pads: [pad, pad, pad, pad], strides: [stride, stride], group },
  };
}

const pool = (what: string, op: string, kernel: number, stride: number): Layer => ({
  what,
  op,
  inputs: { X: [batch, 64, 112, 112] },
  attributes: { kernel_shape: [kernel, kernel], strides: [stride, stride] },
});

const layers: readonly Layer[] = [
  conv('3×3, 64 channels of 56²', [64, 64], 56, 3),
  conv('3×3, 128 channels of 28²', [128, 128], 28, 3),
  conv('3×3, 256 channels of 14²', [256, 256], 14, 3),
  conv('3×3, 512 channels of 7²', [512, 512], 7, 3),
  conv('3×3, stride 2, 64 → 128 channels of 56²', [64, 128], 56, 3, 2),
  conv('7×7, stride 2, 3 → 64 channels of 224²', [3, 64], 224, 7, 2),
  conv('1×1, 256 → 1024 channels of 14²', [256, 1024], 14, 1),
  conv('1×1, stride 2, 64 → 128 channels of 56²', [64, 128], 56, 1, 2),
  conv('3×3 in 32 groups, 256 channels of 28²', [256, 256], 28, 3, 1, 32),
  conv('depthwise 3×3, 32 channels of 112²', [32, 32], 112, 3, 1, 32),
  conv('depthwise 3×3, 192 channels of 28²', [192, 192], 28, 3, 1, 192),
  conv('depthwise 3×3, 384 channels of 14²', [384, 384], 14, 3, 1, 384),
  conv('depthwise 3×3, stride 2, 192 channels of 28²', [192, 192], 28, 3, 2, 192),
  pool('2×2 windows side by side, 64 channels of 112²', 'MaxPool', 2, 2),
  pool('3×3 windows, stride 2, 64 channels of 112²', 'MaxPool', 3, 2),
  pool('2×2 windows side by side, 64 channels of 112²', 'AveragePool', 2, 2),
  pool('3×3 windows, 64 channels of 112²', 'AveragePool', 3, 1),
  { what: '64 channels of 56²', op: 'Relu', inputs: { X: [batch, 64, 56, 56] }, attributes: {} },
];

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, batch ${batch}, ${process.version}\n`);
console.log('| gradient | layer | formulations, ms |\n| --- | --- | --- |');
for (const layer of layers) {
  for (const [formal, timings] of await timesOf(layer)) {
    const fastestFirst = timings.toSorted((a, b) => a.ms - b.ms);
    const list = fastestFirst.map(({ formulation, ms }) => `${formulation} ${ms.toFixed(ms < 10 ? 1 : 0)}`);
    console.log(`| ${layer.op} ${formal} | ${layer.what} | ${list.join(', ')} |`);
  }
}

/** By formal input. */
async function timesOf({ op, inputs, attributes }: Layer): Promise<ReadonlyMap<string, readonly Timing[]>> {
  const graph = graphOfLayer(op, inputs, attributes);
  const times = new Map<string, Timing[]>();
  const formals = Object.keys(inputs);
  await tuneFormulations(
    graph,
    { of: 'Y', seed: 'dY', wrt: formals },
    {
      device: 'cpu',
      threads,
      winners: {},
      onTiming: (timing) => {
        const formal = timing.key.split(' ')[1] ?? '';
        times.set(formal, [...(times.get(formal) ?? []), timing]);
      },
    },
  );
  return times;
}

function graphOfLayer(op: string, inputs: Layer['inputs'], attributes: Layer['attributes']): Graph {
  const emit = new Emit(null);
  const fed = Object.entries(inputs).map(([formal, dims]) => tensorValue(emit.fresh(formal), 'float32', dims));
  emit.op(op, Object.keys(inputs), attributes, { outputs: [emit.fresh('Y')] });
  const forward = graphOf(op, emit, fed, [{ name: 'Y', type: null }]);
  const { dtype, dims } = shapesOf(forward).type('Y');
  return { ...forward, inputs: [...fed, tensorValue('dY', dtype, dims)] };
}
