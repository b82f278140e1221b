import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { runnerFlags } from '../../../electron/engine/jobs/runnerProcess.ts';
import type { PeerMemory, TimedStep } from '../../peer/trainer.ts';
import type { OurStart } from './ourTrainer.ts';

/** The other side of ourTrainer.ts. */
export class OurProcess {
  readonly started: Promise<OurStart>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(folder: string, threads: number, learningRate: number) {
    const numbers = [threads, learningRate].map(String);
    this.#process = spawn(process.execPath, [...runnerFlags, bundledTrainer(), folder, ...numbers]);
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
    this.started = this.#answer() as Promise<OurStart>;
  }

  async step(): Promise<TimedStep> {
    this.#process.stdin.write('step\n');
    return (await this.#answer()) as TimedStep;
  }

  async memory(): Promise<PeerMemory> {
    this.#process.stdin.write('memory\n');
    return (await this.#answer()) as PeerMemory;
  }

  close(): void {
    this.#process.kill();
  }

  async #answer(): Promise<unknown> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('Our trainer ended.');
    return JSON.parse(line.value) as unknown;
  }
}

/** One file of plain JavaScript, as the runner is when it is shipped: reading TypeScript takes memory of its own. */
function bundledTrainer(): string {
  const outfile = join(import.meta.dirname, '../../../dist/bench/ourTrainer.mjs');
  const entry = join(import.meta.dirname, 'ourTrainer.ts');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile });
  return outfile;
}
