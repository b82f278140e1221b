import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PeerMemory, TimedStep } from '../../peer/trainer.ts';
import type { OurStart } from './ourTrainer.ts';

/** The other side of ourTrainer.ts. */
export class OurProcess {
  readonly started: Promise<OurStart>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(folder: string, threads: number, learningRate: number) {
    const script = join(import.meta.dirname, 'ourTrainer.ts');
    this.#process = spawn(process.execPath, [script, folder, String(threads), String(learningRate)]);
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
