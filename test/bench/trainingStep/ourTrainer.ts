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
import { tuneFormulations, type Winners } from '../../../electron/runner/training/formulations.ts';

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

const megabyte = 2 ** 20;
const peakMb = (): number => (process.resourceUsage().maxRSS * 1024) / megabyte;

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
  const bytes = readFileSync(join(folder, 'network.onnx'));
  const { session, values, updates } = await compiled(bytes);
  let [now, next] = [buffersOf(values), buffersOf(values)];
  values.clear();
  const feeds = {
    [settings.image.name]: new Tensor('float32', readFloats(join(folder, 'image.bin')), settings.image.dims),
    targets: new Tensor('int64', BigInt64Array.from(settings.targets, BigInt), [settings.targets.length]),
    learning_rate: new Tensor('float32', [Number(learningRate)], []),
  };
  return async () => {
    const start = performance.now();
    // Outputs are written into the buffers that were fed one step ago.
    const fetches = { loss: null, ...Object.fromEntries(updates.map(({ input, output }) => [output, next[input]!])) };
    const outputs = await session.run({ ...feeds, ...now }, fetches);
    [now, next] = [next, now];
    return { ms: performance.now() - start, loss: Number(outputs['loss']?.data[0]) };
  };
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
  const session = await createSession(encode(lean), 'cpu', { threads: Number(threads) });
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

function buffersOf(values: ReadonlyMap<string, StoredTensor>): Record<string, Tensor> {
  return Object.fromEntries(
    [...values].map(([name, tensor]) => [
      name,
      new Tensor('float32', Float32Array.from(floatsOf(tensor) ?? []), tensor.dims),
    ]),
  );
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
