import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerAbsent, peerPython } from './peer.ts';
import { writeNetwork, type Problem } from './writeNetwork.ts';

export interface TrainedSteps {
  /** The network; its one feed says how a batch is called and shaped. */
  readonly problem: Problem;
  /** [steps][batch, …] */
  readonly pictures: readonly Float32Array[];
  /** [batch] */
  readonly truth: readonly number[];
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

export interface PeerLosses {
  /** PyTorch's version. */
  readonly torch: string;
  /** Before each step. */
  readonly losses: readonly number[];
}

/** Has PyTorch train a network step by step. @throws Error where `peerPython()` is null, or with what Python printed */
export function peerLosses({ problem, pictures, truth, ...optimizer }: TrainedSteps): PeerLosses {
  const python = peerPython();
  if (python === null) throw new Error(peerAbsent);
  const folder = mkdtempSync(join(tmpdir(), 'fovea-peer-'));
  try {
    writeNetwork(folder, problem);
    writeFileSync(join(folder, 'steps.json'), JSON.stringify({ steps: pictures.length, truth, ...optimizer }));
    writeFileSync(join(folder, 'images.bin'), Buffer.concat(pictures.map((batch) => new Uint8Array(batch.buffer))));
    execFileSync(python, ['-B', join(import.meta.dirname, 'losses.py'), folder], { stdio: 'pipe' });
    return JSON.parse(readFileSync(join(folder, 'losses.json'), 'utf8')) as PeerLosses;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
