// How good training is on flowers5, over five seeds: `npm run figures:training [SEEDS]`. The table of docs/training.md.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult, TrainingWishes } from '../../../electron/contract/index.ts';
import { newFinishing, trainRun } from '../../../electron/runner/tasks/learning/index.ts';
import { wilson } from '../../../electron/runner/vision/index.ts';
import { flowersPlan, knownModel } from './flowers.ts';

const seeds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'fovea-figures-'));
const [mobilenet, squeezenet] = [knownModel('mobilenetv2_1.0_224_imagenet'), knownModel('squeezenet1_1_imagenet')];

interface Case {
  readonly name: string;
  readonly model: typeof mobilenet;
  readonly wishes: TrainingWishes;
}

const cases: readonly Case[] = [
  { name: 'mobilenetv2, softmax head', model: mobilenet, wishes: {} },
  { name: 'mobilenetv2, SVM head', model: mobilenet, wishes: { loss: 'svm' } },
  { name: 'mobilenetv2, last block', model: mobilenet, wishes: { depth: { kind: 'blocks', blocks: 1 } } },
  { name: 'squeezenet, softmax head', model: squeezenet, wishes: {} },
  { name: 'squeezenet, all layers, 3 epochs', model: squeezenet, wishes: { depth: { kind: 'all' }, epochs: 3 } },
];

try {
  console.log('| network and depth | test accuracy, mean of seeds (95 % interval of 200 photos) | seeds | seconds |');
  console.log('| --- | --- | --- | --- |');
  for (const { name, model, wishes } of cases) {
    const results: RunResult[] = [];
    for (let seed = 1; seed <= seeds; seed++) results.push(await trained(model, { ...wishes, seed }));
    const right = results.map(({ report }) => report.accuracy.value);
    const mean = right.reduce((a, b) => a + b, 0) / right.length;
    const { low, high } = wilson(Math.round(mean * 200), 200);
    const seconds = results.map((result) => result.seconds);
    console.log(
      `| ${name} | ${percent(mean)} (${percent(low)} to ${percent(high)}) | ${right.map(percent).join(', ')} ` +
        `| ${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function trained(model: typeof mobilenet, wishes: TrainingWishes): Promise<RunResult> {
  const plan = flowersPlan(model, wishes);
  const run = mkdtempSync(join(folder, 'run-'));
  const scope = {
    stop: { aborted: false, throwIfAborted: () => undefined },
    onStop: () => undefined,
    progress: () => undefined,
  };
  const { result } = await trainRun({ plan, model, folder: run, cacheDir: join(folder, 'features') }, scope, {
    turn: (step) => step(),
    finishing: newFinishing(),
  });
  return result;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
