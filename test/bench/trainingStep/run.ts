// A whole training step, ours against PyTorch's: the same network, weights, batch and threads, in turn, each in a
// process of its own. `npm run bench:training`; a part of a name as argument picks cases. Losses must agree before
// anything is timed. FORMULATIONS=table takes the order of the table instead of timing this machine.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '../../../electron/compiler/index.ts';
import { peerAbsent, peerPython } from '../../peer/peer.ts';
import { PeerTrainer, type PeerMemory, type TimedStep } from '../../peer/trainer.ts';
import type { Problem } from '../../peer/writeNetwork.ts';
import { OurProcess } from './ourProcess.ts';
import type { StepSettings } from './ourTrainer.ts';
import { stepCases, type StepCase } from './problems.ts';

const rounds = Number(process.env['ROUNDS'] ?? 12);
const threads = Number(process.env['THREADS'] ?? 2);
const tune = process.env['FORMULATIONS'] !== 'table';
const learningRate = 1e-4;
/** The first runs fill caches and pools. */
const warmUp = 2;

if (peerPython() === null) {
  console.log(peerAbsent);
} else {
  const wanted = process.argv[2] ?? '';
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, ${rounds} rounds, ${process.version}\n`);
  for (const stepCase of stepCases.filter(({ name }) => name.includes(wanted))) await compare(stepCase);
}

async function compare({ name, bar, memoryBar, problem }: StepCase): Promise<void> {
  const posed = problem();
  const folder = await mkdtemp(join(tmpdir(), 'fovea-step-'));
  try {
    await writeProblem(folder, posed, { winners: {}, tune });
    const first = new OurProcess(folder, threads, learningRate);
    const { winners, nodes } = await first.started;
    first.close();
    // Timing the formulations leaves memory behind that training does not need: the step has a process of its own.
    await writeProblem(folder, posed, { winners, tune: false });
    const ours = new OurProcess(folder, threads, learningRate);
    const { compileMs } = await ours.started;
    const theirs = new PeerTrainer(posed, { threads, learningRate, momentum: 0 });
    const pairs: (readonly [TimedStep, TimedStep])[] = [];
    for (let round = 0; round < rounds + warmUp; round++) pairs.push([await ours.step(), await theirs.step()]);
    pairs.slice(0, 2).forEach((pair) => agree(name, pair));
    const timed = pairs.slice(warmUp);
    const memory = [await ours.memory(), await theirs.memory()] as const;
    ours.close();
    theirs.close();
    report(name, timed, { bar, memoryBar, memory, nodes, compileMs });
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Report {
  readonly bar: number;
  readonly memoryBar: number | null;
  readonly memory: readonly [PeerMemory, PeerMemory];
  readonly nodes: number;
  readonly compileMs: number;
}

function report(name: string, timed: readonly (readonly [TimedStep, TimedStep])[], details: Report): void {
  const { bar, memoryBar, memory, nodes, compileMs } = details;
  const [ours, theirs] = [0, 1].map((side) => Math.min(...timed.map((pair) => pair[side as 0 | 1].ms)));
  const ratio = median(timed.map(([a, b]) => a.ms / b.ms));
  const ofMemory = memory[0].peakMb / memory[1].peakMb;
  console.log(`${name}: ${nodes} nodes, compiled in ${compileMs.toFixed(0)} ms`);
  console.log(
    `  step    ours ${ours?.toFixed(0)} ms, PyTorch ${theirs?.toFixed(0)} ms, fastest / fastest ${(ours! / theirs!).toFixed(2)}`,
  );
  console.log(`  ratio   ${ratio.toFixed(2)} in the median, bar ${bar}: ${ratio <= bar ? 'holds' : 'MISSED'}`);
  const memoryVerdict = memoryBar === null ? '' : `, bar ${memoryBar}: ${ofMemory <= memoryBar ? 'holds' : 'MISSED'}`;
  const peaks = `ours ${memory[0].peakMb.toFixed(0)} MB, PyTorch ${memory[1].peakMb.toFixed(0)} MB`;
  console.log(`  memory  ${peaks}, ratio ${ofMemory.toFixed(2)}${memoryVerdict}\n`);
}

/** @throws Error when the two do not compute the same, step after step */
function agree(name: string, [ours, theirs]: readonly [TimedStep, TimedStep]): void {
  const difference = Math.abs(ours.loss - theirs.loss) / Math.abs(theirs.loss);
  if (!(difference < 1e-4)) throw new Error(`${name}: our loss is ${ours.loss}, PyTorch's ${theirs.loss}.`);
}

async function writeProblem(
  folder: string,
  problem: Problem,
  how: Pick<StepSettings, 'winners' | 'tune'>,
): Promise<void> {
  const [image] = problem.feeds;
  const { target } = problem.loss;
  if (!image || problem.loss.kind !== 'crossEntropy') throw new Error('The step is timed with a picture and classes.');
  const targets = new BigInt64Array(
    target.bytes.buffer.slice(target.bytes.byteOffset, target.bytes.byteOffset + target.bytes.byteLength),
  );
  const settings: StepSettings = {
    wanted: problem.wanted,
    logits: problem.loss.logits,
    image: { name: image.name, dims: image.dims },
    targets: Array.from(targets, Number),
    ...how,
  };
  await writeFile(join(folder, 'network.onnx'), encode(problem.graph));
  await writeFile(join(folder, 'image.bin'), image.bytes);
  await writeFile(join(folder, 'step.json'), JSON.stringify(settings));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
