import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { peerAbsent, peerPython } from './peer.ts';
import { writeNetwork, type Problem } from './writeNetwork.ts';

export interface PeerTrainerOptions {
  readonly threads: number;
  readonly learningRate: number;
  readonly momentum: number;
  /** The memory order that some of PyTorch's kernels prefer; default false, as in PyTorch. */
  readonly channelsLast?: boolean;
}

export interface TimedStep {
  readonly ms: number;
  /** Before the step. */
  readonly loss: number;
}

export interface PeerMemory {
  /** Largest resident set of the process so far, 2²⁰ bytes each. */
  readonly peakMb: number;
  /** The same when it had imported PyTorch and nothing else. */
  readonly importedMb: number;
}

/**
 * PyTorch as a process that trains on demand, so that a benchmark can take steps of ours and theirs in turn. Trained
 * are the problem's wanted parameters; a frozen one costs PyTorch no gradient either.
 */
export class PeerTrainer {
  readonly #folder: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;
  readonly #reader: Interface;
  #errors = '';

  /** @throws Error where `peerPython()` is null */
  constructor(problem: Problem, { threads, learningRate, momentum, channelsLast = false }: PeerTrainerOptions) {
    const python = peerPython();
    if (python === null) throw new Error(peerAbsent);
    this.#folder = mkdtempSync(join(tmpdir(), 'fovea-peer-'));
    writeNetwork(this.#folder, problem);
    const numbers = [threads, learningRate, momentum].map(String);
    const options = channelsLast ? ['--channels-last'] : [];
    const script = join(import.meta.dirname, 'time.py');
    this.#process = spawn(python, ['-B', script, this.#folder, ...numbers, ...options]);
    this.#process.stderr.on('data', (text) => (this.#errors += String(text)));
    this.#reader = createInterface(this.#process.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Forward, backward and update. */
  async step(): Promise<TimedStep> {
    return (await this.#ask('step')) as TimedStep;
  }

  /** The network and its loss alone, without keeping anything for a backward pass. */
  async forward(): Promise<TimedStep> {
    return (await this.#ask('forward')) as TimedStep;
  }

  async memory(): Promise<PeerMemory> {
    return (await this.#ask('memory')) as PeerMemory;
  }

  close(): void {
    this.#reader.close();
    this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }

  /** @throws Error with what Python printed when it ended instead */
  async #ask(question: 'step' | 'forward' | 'memory'): Promise<unknown> {
    this.#process.stdin.write(`${question}\n`);
    const line: IteratorResult<string, undefined> = await this.#lines.next();
    if (line.done === true) throw new Error(`the peer ended: ${this.#errors}`);
    return JSON.parse(line.value) as unknown;
  }
}
