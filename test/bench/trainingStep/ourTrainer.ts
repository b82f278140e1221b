// Our training step as a process of its own: `ourTrainer.ts FOLDER THREADS LEARNING_RATE`. FOLDER holds network.onnx and
// step.json. Answers the lines "step" and "memory" as test/peer/time.py does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  asParameters,
  attachLoss,
  decode,
  differentiate,
  encode,
  floatsOf,
  softmaxLoss,
  upgrade,
  withOptimizer,
  type Graph,
  type Tensor as StoredTensor,
} from '../../../electron/compiler/index.ts';
import { createSession, Tensor, type InferenceSession } from '../../../electron/runner/runtime/index.ts';
import { trainingChoices, tuneFormulations, type Winners } from '../../../electron/runner/training/formulations.ts';

/** What the process reads beside the network. */
export interface StepSettings {
  readonly wanted: readonly string[];
  readonly logits: string;
  readonly image: { readonly name: string; readonly dims: readonly number[] };
  readonly targets: readonly number[];
  /** Gradient formulations that were timed before; empty to take the table's. */
  readonly winners: Winners;
  /** Time those that are not in `winners`. */
  readonly tune: boolean;
}

export interface OurStart {
  readonly winners: Winners;
  /** From the file's bytes to a session that is ready. */
  readonly compileMs: number;
  readonly nodes: number;
  readonly importedMb: number;
}

/** Largest resident set. Linux's maxRSS would count that of the process that started this one too. */
function peakMb(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'ascii') : '';
  const peak = /^VmHWM:\s+(\d+)/m.exec(status)?.[1];
  return Number(peak ?? process.resourceUsage().maxRSS) / 1024;
}

const [folder = '', threads = '2', learningRate = '0.01'] = process.argv.slice(2);
const importedMb = peakMb();
const settings = JSON.parse(readFileSync(join(folder, 'step.json'), 'utf8')) as StepSettings;
const step = await prepare();
for await (const line of createInterface(process.stdin)) {
  const answer = line === 'step' ? await step() : { peakMb: peakMb(), importedMb };
  console.log(JSON.stringify(answer));
}

/** Compiles the step and lets go of everything that only compiling needed. */
async function prepare(): Promise<() => Promise<{ ms: number; loss: number }>> {
  const { session, values, updates } = await compiled(readFileSync(join(folder, 'network.onnx')));
  const now = new Map([...values].map(([name, tensor]) => [name, ownTensor(tensor)] as const));
  release(values.values().next().value?.bytes);
  const feeds = {
    [settings.image.name]: new Tensor('float32', readFloats(join(folder, 'image.bin')), settings.image.dims),
    targets: new Tensor('int64', BigInt64Array.from(settings.targets, BigInt), [settings.targets.length]),
    learning_rate: new Tensor('float32', [Number(learningRate)], []),
  };
  return async () => {
    const start = performance.now();
    const outputs = await session.run({ ...feeds, ...Object.fromEntries(now) });
    for (const { input, output } of updates) {
      release(now.get(input)?.data as Float32Array);
      now.set(input, outputs[output]!);
    }
    return { ms: performance.now() - start, loss: Number(outputs['loss']?.data[0]) };
  };
}

/**
 * Gives a buffer's memory back at once. Garbage collection would leave it until the heap of JavaScript, which hardly
 * grows in training, gives it a reason.
 */
function release(view: ArrayBufferView | undefined): void {
  if (view?.buffer instanceof ArrayBuffer) view.buffer.transfer(0);
}

interface Compiled {
  readonly session: InferenceSession;
  readonly values: Map<string, StoredTensor>;
  readonly updates: readonly { readonly input: string; readonly output: string }[];
}

async function compiled(bytes: Uint8Array): Promise<Compiled> {
  const start = performance.now();
  const parameterized = asParameters(upgrade(decode(bytes)), settings.wanted);
  const { graph, loss } = attachLoss(parameterized.graph, softmaxLoss({ logits: settings.logits }));
  const options = { of: loss, wrt: settings.wanted };
  const tuned = settings.tune
    ? await tuneFormulations(graph, options, { device: 'cpu', threads: Number(threads), winners: settings.winners })
    : { choose: ({ key }: { key: string }) => settings.winners[key], winners: settings.winners };
  const from = settings.tune ? performance.now() : start;
  const { graph: whole, parameters } = withOptimizer(differentiate(graph, { ...options, choose: tuned.choose }), {
    kind: 'sgd',
  });
  const lean: Graph = { ...whole, outputs: whole.outputs.filter(({ name }) => name === 'loss' || isUpdate(name)) };
  const session = await createSession(encode(lean), 'cpu', { ...trainingChoices, threads: Number(threads) });
  const answer: OurStart = {
    winners: tuned.winners,
    compileMs: performance.now() - from,
    nodes: lean.nodes.length,
    importedMb,
  };
  console.log(JSON.stringify(answer));
  return { session, values: new Map(parameterized.values), updates: parameters };

  function isUpdate(name: string): boolean {
    return parameters.some(({ output }) => output === name);
  }
}

/** A copy, because the numbers of a file are a part of the file's buffer. */
function ownTensor(tensor: StoredTensor): Tensor {
  return new Tensor('float32', Float32Array.from(floatsOf(tensor) ?? []), tensor.dims);
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
