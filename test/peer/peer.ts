import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { writeNetwork, type Problem } from './writeNetwork.ts';

/** One gradient as PyTorch computes it; peer.py says what each number is. */
export interface PeerGradient {
  readonly name: string;
  readonly dims: readonly number[];
  readonly norm: number;
  readonly error: number;
  readonly projections: readonly number[];
}

export interface PeerResult {
  /** PyTorch's version. */
  readonly torch: string;
  readonly loss32: number;
  readonly loss64: number;
  readonly kinkDistance: number;
  readonly tensors: readonly PeerGradient[];
  /** The float64 gradient of each wanted value, row-major. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

let found: string | null | undefined;

/** A Python that has PyTorch: FOVEA_PYTHON, or the system's, or the first on the path; null where none has. */
export function peerPython(): string | null {
  if (found === undefined) {
    const named = process.env['FOVEA_PYTHON'];
    const candidates = named === undefined ? ['/usr/bin/python3', 'python3'] : [named];
    found = candidates.find((python) => spawnSync(python, ['-c', 'import torch, numpy']).status === 0) ?? null;
  }
  return found;
}

/** Why a test that needs it is skipped. */
export const peerAbsent = 'skipped: no Python with PyTorch here (set FOVEA_PYTHON)';

/** PyTorch as a process that computes one problem after the other: to start it takes longer than most of them. */
export class Peer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string, undefined>;
  #errors = '';

  /** @throws Error where `peerPython()` is null */
  constructor() {
    const python = peerPython();
    if (python === null) throw new Error(peerAbsent);
    this.#process = spawn(python, ['-B', join(import.meta.dirname, 'peer.py')]);
    this.#process.stderr.on('data', (text) => (this.#errors += String(text)));
    this.#reader = createInterface(this.#process.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** One problem at a time. @throws Error with what Python printed when it ended instead */
  async run(problem: Problem): Promise<PeerResult> {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-peer-'));
    try {
      writeNetwork(folder, problem);
      this.#process.stdin.write(`${folder}\n`);
      const line: IteratorResult<string, undefined> = await this.#lines.next();
      if (line.done === true) throw new Error(`the peer ended: ${this.#errors}`);
      return resultIn(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  close(): void {
    this.#reader.close();
    this.#process.kill();
  }
}

function resultIn(folder: string): PeerResult {
  const described = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Omit<PeerResult, 'gradients'>;
  const bytes = readFileSync(join(folder, 'gradients.bin'));
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  let from = 0;
  const gradients = new Map<string, Float64Array>();
  for (const { name, dims } of described.tensors) {
    const count = dims.reduce((a, b) => a * b, 1);
    gradients.set(name, numbers.subarray(from, from + count));
    from += count;
  }
  return { ...described, gradients };
}
