// How long a training step of ResNet-50 takes from its file to a session, and each pass on a graph of 300 nodes:
// `node test/bench/compile.ts [runs]`.

import { availableParallelism, cpus } from 'node:os';
import {
  asParameters,
  attachLoss,
  decode,
  differentiate,
  encode,
  shapesOf,
  softmaxLoss,
  trainableFrom,
  upgrade,
  withOptimizer,
} from '../../electron/compiler/index.ts';
import { createSession } from '../../electron/runner/runtime/index.ts';
import { denseNet, resNet50 } from '../support/architectures/index.ts';
import { passesOn } from './compilePasses.ts';

const sessionBarMs = 3000;
const passBarMs = 100;

/** Milliseconds of each stage, one number per run. */
type Times = Map<string, number[]>;

/** One training step of ResNet-50 at 224 × 224, batch 8, every parameter trainable. */
async function compileOnce(file: Uint8Array, times: Times): Promise<void> {
  const stage = <T>(name: string, run: () => T): T => timed(times, name, run);
  const startMs = performance.now();
  const graph = stage('upgrade', () => upgrade(stage('decode', () => decode(file))));
  const [image, logits] = [graph.inputs[0]?.name ?? '', graph.outputs[0]?.name ?? ''];
  stage('shapesOf', () => shapesOf(graph));
  const wrt = stage('trainableFrom', () => trainableFrom(graph, image));
  const open = stage('asParameters', () => asParameters(graph, wrt).graph);
  const withLoss = stage('attachLoss', () => attachLoss(open, softmaxLoss({ logits })));
  const backward = stage('differentiate', () => differentiate(withLoss.graph, { of: withLoss.loss, wrt }));
  const step = stage('withOptimizer', () => withOptimizer(backward, { kind: 'sgd', momentum: 0.9 }));
  const bytes = stage('encode', () => encode(step.graph));
  const sessionStartMs = performance.now();
  const session = await createSession(bytes, 'cpu');
  keep(times, 'session', performance.now() - sessionStartMs);
  keep(times, 'from the file to a session', performance.now() - startMs);
  const updated = step.parameters.filter(({ output }) => session.outputNames.includes(output)).length;
  await session.release();
  // 53 convolutions, 53 normalizations with a scale and a shift, one linear layer with a bias.
  if (updated !== 161) throw new Error(`the session updates ${updated} of 161 parameters, so the times mean nothing`);
}

function timed<T>(times: Times, name: string, run: () => T): T {
  const startMs = performance.now();
  const result = run();
  keep(times, name, performance.now() - startMs);
  return result;
}

const keep = (times: Times, name: string, ms: number): unknown => times.set(name, [...(times.get(name) ?? []), ms]);

/** Prints fastest and median; says whether the fastest is within the bar. */
function report(name: string, ms: readonly number[], barMs?: number): boolean {
  const sorted = ms.toSorted((a, b) => a - b);
  const [fastest = 0, median = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  const isWithin = barMs === undefined || fastest <= barMs;
  const bar = barMs === undefined ? '' : `   bar ${barMs}${isWithin ? '' : '   MISSED'}`;
  console.log(`  ${name.padEnd(28)} ${fastest.toFixed(1).padStart(8)} ${median.toFixed(1).padStart(8)} ms${bar}`);
  return isWithin;
}

const runs = Number(process.argv[2] ?? 5);
const picture = { batch: 8, width: 224, height: 224, classes: 1000, seed: 1, widthFactor: 1 };
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads; fastest and median of ${runs} runs, of ${3 * runs} for single passes`,
);

const stages: Times = new Map();
const file = encode(resNet50(picture));
for (let i = 0; i < runs; i++) await compileOnce(file, stages);
console.log(`ResNet-50, ${Math.round(file.length / 1e6)} MB, batch 8, 224 × 224, all parameters trainable`);
const whole = 'from the file to a session';
const isWithin = [...stages].map(([name, ms]) => report(name, ms, name === whole ? sessionBarMs : undefined));

const graph = denseNet([6, 12, 16, 6], 32)(picture);
const passes: Times = new Map();
for (const [name, run] of Object.entries(passesOn(graph))) {
  // Three times as many: the first runs of a pass find its code uncompiled.
  for (let i = 0; i < 3 * runs; i++) timed(passes, name, run);
}
console.log(`Each pass on a DenseNet of ${graph.nodes.length} nodes`);
for (const [name, ms] of passes) isWithin.push(report(name, ms, passBarMs));
if (isWithin.includes(false)) process.exitCode = 1;
