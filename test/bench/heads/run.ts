// `npm run bench:heads -- [--counts 1000,10000] [--classes 10,41] [--repeats 3]`: our linear heads against scikit-learn's,
// in turns, on the same synthetic features. Needs Debian's python3-sklearn.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

export interface OurAnswer {
  readonly seconds: number;
  readonly iterations: number;
  readonly gap: number;
  readonly solver: string;
  readonly readMb: number;
  readonly peakMb: number;
}

interface PeerAnswer {
  readonly seconds: number;
  readonly objective: number;
  readonly right: number;
  readonly iterations: number;
  readonly readMb: number;
  readonly peakMb: number;
}

const width = 1280;
const numbers = (text: string): number[] => text.split(',').map(Number);
const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '1000,10000' },
    classes: { type: 'string', default: '10,41' },
    repeats: { type: 'string', default: '3' },
    c: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
  },
});
const c = Number(values.c);
const folder = mkdtempSync(join(tmpdir(), 'fovea-heads-'));
try {
  console.log(
    'count classes loss | peer s it | ours s it solver | time ratio | objective ratio | right | memory ratio, peer',
  );
  for (const count of numbers(values.counts))
    for (const classes of numbers(values.classes)) await compare(count, classes);
} finally {
  rmSync(folder, { recursive: true });
}

/** One line per loss. Each run is a process of its own; the fastest of each side counts. */
async function compare(count: number, classes: number): Promise<void> {
  const made = { make: { count, width, classes, seed: Number(values.seed) } };
  const peer = (...asks: object[]): Promise<unknown[]> =>
    lines('/usr/bin/python3', [join(import.meta.dirname, 'peer.py'), folder], asks);
  await peer(made);
  for (const loss of ['svm', 'softmax'] as const) {
    const ours: OurAnswer[] = [];
    const theirs: PeerAnswer[] = [];
    for (let i = 0; i < Number(values.repeats); i++) {
      const words = [join(import.meta.dirname, 'ours.ts'), folder, String(classes), loss, String(c)];
      ours.push((await lines(process.execPath, words, []))[0] as OurAnswer);
      theirs.push((await peer({ known: made.make }, { solve: loss, c }))[1] as PeerAnswer);
    }
    const judged = await peer({ known: made.make }, { judge: loss, c, head: join(folder, 'head.bin') });
    report(`${count} ${classes} ${loss}`, count, fastest(ours), fastest(theirs), judged[1] as PeerAnswer);
  }
}

function fastest<T extends { readonly seconds: number }>(runs: readonly T[]): T {
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

function report(name: string, count: number, ours: OurAnswer, theirs: PeerAnswer, judged: PeerAnswer): void {
  // What solving took beyond the program that has read the features, in parts of the features.
  const matrixMb = (count * width * 4) / 2 ** 20;
  const memory = (run: { readMb: number; peakMb: number }): string =>
    ((matrixMb + run.peakMb - run.readMb) / matrixMb).toFixed(2);
  const ratio = judged.objective / theirs.objective;
  if (ratio > 1.001) process.exitCode = 1;
  const cells = [
    name,
    `${theirs.seconds.toFixed(2)} ${theirs.iterations}`,
    `${ours.seconds.toFixed(3)} ${ours.iterations} ${ours.solver}`,
    (ours.seconds / theirs.seconds).toFixed(3),
    ratio.toFixed(5),
    `${judged.right.toFixed(4)} (${theirs.right.toFixed(4)})`,
    `${memory(ours)}, ${memory(theirs)}`,
  ];
  console.log(cells.join(' | '));
}

/** Starts a program, writes one line of JSON per ask, and reads what it answers until it ends. */
async function lines(program: string, words: readonly string[], asks: readonly object[]): Promise<unknown[]> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(asks.map((ask) => `${JSON.stringify(ask)}\n`).join(''));
  const answers: unknown[] = [];
  for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line));
  if (answers.length < Math.max(asks.length, 1)) throw new Error(`${program} ended before it had answered.`);
  return answers;
}
