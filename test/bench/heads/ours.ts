// Our side of run.ts, one solution in a process of its own: `ours.ts FOLDER CLASSES LOSS C`. Reads what peer.py made, writes
// FOLDER/head.bin [C, F + 1] and one line of JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { solveSoftmax, solveSvm } from '../../../electron/runner/training/heads/solvers/index.ts';
import type { OurAnswer } from './run.ts';

const [folder = '', classesWord = '', loss = '', c = ''] = process.argv.slice(2);
const classes = Number(classesWord);
const solve = loss === 'svm' ? solveSvm : solveSoftmax;

const bufferOf = (name: string): ArrayBuffer => {
  const bytes = readFileSync(join(folder, name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

/** Largest resident set. */
function peakMb(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'ascii') : '';
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;

const features = new Float32Array(bufferOf('features.bin'));
const classOf = new Int32Array(bufferOf('classes.bin'));
const count = classOf.length;
const width = features.length / count;
// Reading has copied: what solving takes is told from the level after it.
if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
const readMb = residentMb();
const startMs = performance.now();
const head = await solve({ features, count, width, classOf, classes, weights: null }, { c: Number(c) });
const seconds = (performance.now() - startMs) / 1000;
const answer: OurAnswer = {
  ...{ seconds, readMb, peakMb: peakMb() },
  ...{ iterations: head.iterations, gap: head.gap, solver: head.solver },
};
const rows = new Float32Array(classes * (width + 1));
head.bias.forEach((bias, k) => {
  rows.set(head.weight.subarray(k * width, (k + 1) * width), k * (width + 1));
  rows[k * (width + 1) + width] = bias;
});
writeFileSync(join(folder, 'head.bin'), rows);
console.log(JSON.stringify(answer));
