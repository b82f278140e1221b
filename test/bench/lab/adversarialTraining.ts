// What adversarial training does: a network trained on flowers5, all layers, as it is and with photos moved by ε. How often it
// is then right on the test photos as they are, and on those attacked by an iterated attack of several sizes. One table row
// for each training, in percent; the last column is the processor time of its steps, beside the first.
//
//   node test/bench/lab/adversarialTraining.ts [--model NAME] [--epochs N] [--epsilon E]... [--attack E]... [--seed N]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { KnownModel } from '../../../electron/contract/index.ts';
import { newFinishing, trainRun } from '../../../electron/runner/tasks/learning/index.ts';
import { flowersPlan } from '../learning/flowers.ts';
import { atOnce, knownModel, scopeOf } from '../photographers/collection.ts';
import { made, shared } from './support.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'fovea-base' },
    epochs: { type: 'string', default: '4' },
    epsilon: { type: 'string', multiple: true, default: ['0', '2', '4'] },
    attack: { type: 'string', multiple: true, default: ['1', '2', '4', '8'] },
    seed: { type: 'string', default: '1' },
  },
});
const base = await knownModel(shared, values.model);
const folder = mkdtempSync(join(tmpdir(), 'fovea-adversarial-'));
const attacks = [0, ...values.attack.map(Number)];

interface Trained {
  readonly model: KnownModel;
  readonly photos: readonly string[];
  /** [photos] */
  readonly truths: readonly number[];
  readonly cpuSeconds: number;
}

async function trained(adversarial: number): Promise<Trained> {
  const plan = flowersPlan(base, {
    ...{ depth: { kind: 'all' }, epochs: Number(values.epochs), seed: Number(values.seed) },
    ...{ patience: null, adversarial },
  });
  const run = mkdtempSync(join(folder, 'run-'));
  const cpu = { atStart: process.cpuUsage(), atEnd: process.cpuUsage() };
  let phase = '';
  const onProgress = (at: { readonly phase: string }): void => {
    if (at.phase === 'training' && phase !== 'training') cpu.atStart = process.cpuUsage();
    if (at.phase !== 'training' && phase === 'training') cpu.atEnd = process.cpuUsage();
    phase = at.phase;
  };
  const { result, card } = await trainRun(
    { plan, model: base, folder: run, cacheDir: join(folder, 'features') },
    scopeOf(onProgress),
    { turn: atOnce, finishing: newFinishing() },
  );
  const test = plan.examples.filter(({ part }) => part === 'test');
  return {
    model: { path: join(run, 'model.onnx'), hash: result.model, card },
    photos: test.map(({ path }) => path),
    truths: test.map(({ classIndices }) => classIndices[0] ?? 0),
    cpuSeconds: (cpu.atEnd.user - cpu.atStart.user + cpu.atEnd.system - cpu.atStart.system) / 1e6,
  };
}

const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);

try {
  row('trained with ε', ...attacks.map((epsilon) => (epsilon === 0 ? 'as they are' : `ε ${epsilon}`)), 'work');
  row(...Array.from({ length: attacks.length + 2 }, () => '---'));
  let first: number | null = null;
  for (const adversarial of values.epsilon.map(Number)) {
    const { model, photos, truths, cpuSeconds } = await trained(adversarial);
    first ??= cpuSeconds;
    const { curves } = await made({ method: 'robustness', epsilons: attacks, truths }, { model, photos });
    const right = curves[0]?.y.map((share) => (100 * share).toFixed(1)) ?? [];
    row(String(adversarial), ...right, `× ${(cpuSeconds / first).toFixed(2)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
