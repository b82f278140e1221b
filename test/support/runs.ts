import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  TrainingSettings,
  type AskOptions,
  type EpochRecord,
  type Example,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type Prediction,
  type ProgressOf,
  type Report,
  type RunnerContract,
  type RunPlan,
  type RunProgress,
  type RunResult,
} from '../../electron/contract/index.ts';
import type { RunnerProcess } from '../../electron/engine/jobs/index.ts';

// Runs for tests of their records: photos of two classes, and a runner that trains nothing but writes what one writes.

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** Ten photos of two classes; the last two are to judge by. */
export const examples: readonly Example[] = Array.from({ length: 10 }, (_, i) => ({
  path: `/photos/${i % 2 === 0 ? 'daisy' : 'tulip'}/${i}.jpg`,
  hash: sha256(`photo ${i}`),
  classIndices: [i % 2],
  part: i < 8 ? ('train' as const) : ('test' as const),
  group: i,
}));

export const baseHash = sha256('the base');

export const planOf = (changes: Partial<RunPlan> = {}): RunPlan => ({
  ...{ version: 1, id: '20261124-101530-0a1b', name: 'Flowers', dataset: null, startedAtMs: 1_795_000_000_000 },
  ...{ baseModel: baseHash, baseName: 'Base', classNames: ['daisy', 'tulip'], multiLabel: false },
  ...{ datasetHash: sha256('the set'), examples, settings: TrainingSettings.parse({}), device: 'cpu', threads: 2 },
  versions: { fovea: '0', runtime: 'onnxruntime', node: '24' },
  ...changes,
});

export const cardOf = (name: string): ModelCard => ({
  ...{ name, task: 'classification', inputName: 'x', outputName: 'y', outputKind: 'probabilities' },
  preprocessing: {
    ...{ fit: 'crop', shortSide: 8, width: 8, height: 8, layout: 'NCHW', colorOrder: 'RGB' },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  },
  ...{ classNames: ['daisy', 'tulip'], licence: null, source: null, accuracy: null, notes: null, confirmed: true },
});

const share = { value: 0.5, low: 0.1, high: 0.9, count: 2 };

const report: Report = {
  ...{ accuracy: share, macroF1: { value: 0.5, low: 0.1, high: 0.9 }, baseline: 0.5 },
  classes: ['daisy', 'tulip'].map((className) => ({ className, count: 1, precision: share, recall: share, f1: 0.5 })),
  confusion: [
    [1, 0],
    [1, 0],
  ],
  ...{ calibration: { bins: [], error: 0.1 }, unknown: null, count: 2, unreadable: 0 },
};

export const resultOf = (model: string): RunResult => ({
  ...{ model, report, holdoutAccuracy: null, headAccuracy: null, leak: null, trials: [], restarts: [], folds: [0.5] },
  ...{ bestEpoch: null, layer: 'features', c: 1, learningRate: null, winners: {}, endedEarly: null },
  ...{ seconds: 1, featureSeconds: 0.5 },
});

export const epochOf = (epoch: number, trainLoss = 1 / epoch): EpochRecord => ({
  ...{ restart: 0, epoch, step: epoch * 10, learningRate: 0.1, trainLoss, trainAccuracy: 0.5 },
  ...{ holdoutLoss: null, holdoutAccuracy: null, examplesPerSecond: 100, best: true },
});

export const predictionOf = (changes: Partial<Prediction>): Prediction => ({
  ...{ path: '/photos/a.jpg', hash: sha256('a'), part: 'test', truth: [0], predicted: 0 },
  ...{ probability: 0.9, truthProbability: 0.9, outOfFold: true },
  ...changes,
});

export const stepOf = (changes: Partial<RunProgress> = {}): RunProgress => ({
  ...{ phase: 'training', done: 1, total: 10, examplesPerSecond: null, secondsLeft: null, message: 'Training' },
  ...{ epochs: [], losses: [], wrongNow: [] },
  ...changes,
});

type Input = InputOf<RunnerContract['training.run']>;
type AskedOptions = AskOptions<RunProgress>;
type Life = (
  input: Input,
  scope: {
    signal: NonNullable<AskedOptions['signal']>;
    progress: (step: ProgressOf<RunnerContract['training.run']>) => void;
  },
) => Promise<OutputOf<RunnerContract['training.run']>>;

/** A runner of which each ask for a run is one life. */
export function fakeRunner(...lives: readonly Life[]) {
  const asked: { readonly method: string; readonly input: unknown }[] = [];
  let life = 0;
  const ask = async (method: string, input: unknown, options: AskedOptions = {}) => {
    asked.push({ method, input });
    if (method !== 'training.run') return undefined;
    const { signal = new AbortController().signal, onProgress = () => undefined } = options;
    const next = lives[Math.min(life, lives.length - 1)];
    life += 1;
    return next?.(input as Input, { signal, progress: onProgress });
  };
  return { asked, ask: ask as RunnerProcess['ask'] };
}

/** Ends a run well: the network is a file with these words. */
export const trains =
  (weights = 'weights'): Life =>
  ({ folder, plan }) => {
    writeFileSync(join(folder, 'model.onnx'), weights);
    return Promise.resolve({ result: resultOf(sha256(weights)), card: cardOf(plan.name) });
  };
