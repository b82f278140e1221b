import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
}

export interface FullPeerResult extends PeerResult {
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

/** @throws Error where `peerPython()` is null, or with what Python printed */
export function runPeer(problem: Problem): PeerResult {
  return inFolder(problem, [], resultIn);
}

/** The same with the whole gradients. */
export function runPeerFully(problem: Problem): FullPeerResult {
  return inFolder(problem, ['--full'], (folder) => {
    const result = resultIn(folder);
    const bytes = readFileSync(join(folder, 'gradients.bin'));
    const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    let from = 0;
    const gradients = new Map<string, Float64Array>();
    for (const { name, dims } of result.tensors) {
      const count = dims.reduce((a, b) => a * b, 1);
      gradients.set(name, numbers.subarray(from, from + count));
      from += count;
    }
    return { ...result, gradients };
  });
}

function inFolder<Result>(problem: Problem, options: readonly string[], read: (folder: string) => Result): Result {
  const python = peerPython();
  if (python === null) throw new Error('no Python with PyTorch');
  const folder = mkdtempSync(join(tmpdir(), 'fovea-peer-'));
  try {
    writeNetwork(folder, problem);
    execFileSync(python, ['-B', join(import.meta.dirname, 'peer.py'), folder, ...options], { stdio: 'pipe' });
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const resultIn = (folder: string): PeerResult =>
  JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as PeerResult;
