import { expect, test } from 'vitest';
import { TrainingSettings, type TrainingRun } from '../../../../electron/contract/index.ts';
import { UsageError } from '../../../../electron/shell/cli/exit.ts';
import { reportInWords, runInWords, runRecord } from '../../../../electron/shell/cli/reports.ts';
import { comparisonInWords } from '../../../../electron/shell/cli/rerun.ts';
import { readSource } from '../../../../electron/shell/cli/sources.ts';
import { readTrain } from '../../../../electron/shell/cli/train.ts';
import { howToGoOn } from '../../../../electron/shell/cli/training.ts';
import { trainingInWords } from '../../../../electron/shell/cli/trainProgress.ts';
import { resultOf, sha256, stepOf } from '../../../support/runs.ts';

const run = '20261124-101530-0a1b';
const usage = (read: () => unknown, message: RegExp): void => {
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
};

test('a folder alone trains with every default', () =>
  expect(readTrain(['flowers'], {})).toEqual({
    ...{ json: false, out: null, resume: null, model: null, name: '' },
    source: { folders: ['flowers'], csv: null },
    settings: TrainingSettings.parse({}),
  }));

test('every option arrives where it belongs', () => {
  const typed = { head: 'svm', depth: 'block:3', epochs: '7', seed: '9', test: '0.3', views: '0', lr: '1e-2' };
  const others = { model: 'm', out: 'o.onnx', name: 'Mine', json: true };
  expect(readTrain(['a', 'b'], { ...typed, ...others })).toEqual({
    ...{ json: true, out: 'o.onnx', resume: null, model: 'm', name: 'Mine' },
    source: { folders: ['a', 'b'], csv: null },
    settings: {
      ...TrainingSettings.parse({}),
      ...{ loss: 'svm', depth: { kind: 'blocks', blocks: 3 }, epochs: 7, seed: 9, test: 0.3, views: 0 },
      learningRate: 0.01,
    },
  });
  expect(readTrain(['a'], { patience: '0' }).settings.patience).toBeNull();
  expect(readTrain(['a'], { patience: '8' }).settings.patience).toBe(8);
  expect(readTrain(['a'], { depth: 'all' }).settings.depth).toEqual({ kind: 'all' });
  expect(readTrain(['a'], { depth: 'head' }).settings.depth).toEqual({ kind: 'head' });
  expect(readTrain(['a'], { depth: 'all', adversarial: '2.5' }).settings.adversarial).toBe(2.5);
  expect(readTrain(['a'], { adversarial: '0' }).settings.adversarial).toBe(0);
});

test.each([
  [{ head: 'tree' }, /--head takes svm or softmax/],
  [{ depth: 'block' }, /--depth takes head, block:K/],
  [{ depth: 'block:0' }, /whole number from 1 to 1000/],
  [{ epochs: '0' }, /--epochs takes a whole number from 1/],
  [{ epochs: '2.5' }, /--epochs/],
  [{ seed: '-1' }, /--seed/],
  [{ test: '0.7' }, /--test takes a number from 0 to 0.5/],
  [{ test: '' }, /--test/],
  [{ views: '51' }, /--views/],
  [{ lr: '0' }, /--lr takes a number above 0/],
  [{ lr: 'fast' }, /--lr/],
  [{ depth: 'all', adversarial: '17' }, /--adversarial takes a number from 0 to 16/],
  [{ depth: 'block:2', adversarial: '2' }, /--adversarial .* needs --depth all/],
])('%j is a mistake of usage that says what is wanted', (values, message) =>
  usage(() => readTrain(['flowers'], values), message),
);

test('photos come from folders or from a table, not from both and not from nowhere', () => {
  expect(readSource([], 'list.csv')).toEqual({ folders: [], csv: 'list.csv' });
  usage(() => readSource(['a'], 'list.csv'), /exclude each other/);
  usage(() => readSource([], undefined), /Name a folder/);
});

test('a run is resumed as it was planned: nothing about it can be said anew', () => {
  expect(readTrain([], { resume: run, out: 'o.onnx' })).toMatchObject({ resume: run, source: null, out: 'o.onnx' });
  usage(() => readTrain(['flowers'], { resume: run }), /only --out and --json/);
  usage(() => readTrain([], { resume: run, epochs: '5' }), /only --out and --json/);
  usage(() => readTrain([], { resume: 'yesterday' }), /is no run/);
});

test('a run that was cut off says how to go on with it', () => {
  expect(howToGoOn(run)).toBe(`The run is kept: "fovea train --resume ${run}" goes on from its last checkpoint.`);
  expect(howToGoOn(null)).toContain('the same command goes on');
});

test('progress says what, how far, how good, how fast and how long still', () => {
  const step = stepOf({ done: 120, total: 300, losses: [0.9, 0.4123], examplesPerSecond: 35.13, secondsLeft: 12 });
  expect(trainingInWords(step, { done: 0, elapsedMs: 0 })).toBe(
    'Training · 120/300 steps · loss 0.412 · 35.1 photos/s · 12 s left',
  );
});

test('where nobody says how long still, the speed of this phase does', () => {
  const step = stepOf({ phase: 'looking', done: 30, total: 90, message: 'Looking at the photos' });
  expect(trainingInWords(step, { done: 20, elapsedMs: 1000 })).toBe('Looking at the photos · 30/90 photos · 3 s left');
  expect(trainingInWords(step, { done: 0, elapsedMs: 1000 })).toBe('Looking at the photos · 30/90 photos');
});

const ended: TrainingRun = {
  ...{ id: run, name: 'Flowers', dataset: null, state: 'done', startedAtMs: 0, problem: null },
  ...{ baseModel: sha256('base'), baseName: 'Base', depth: { kind: 'head' }, loss: 'svm' },
  ...{ classNames: ['daisy', 'tulip'], counts: { train: 8, holdout: 0, test: 2 }, result: resultOf(sha256('w')) },
};

test('the summary of a run holds classes, counts, split, accuracy with its interval, macro-F1, seconds and the run', () =>
  expect(runRecord({ run: ended, perClass: [6, 4] }, 12.3)).toMatchObject({
    classes: ['daisy', 'tulip'],
    counts: { daisy: 6, tulip: 4 },
    split: { train: 8, holdout: 0, test: 2 },
    accuracy: { value: 0.5, low: 0.1, high: 0.9 },
    macroF1: 0.5,
    macroF1Interval: { low: 0.1, high: 0.9 },
    seconds: 12.3,
    run,
    model: sha256('w'),
  }));

test('a report for a person has its interval, its baseline and its worst confusion', () => {
  const lines = [...reportInWords(resultOf('w').report), ...runInWords(ended, 12.3)].join('\n');
  expect(lines).toContain(
    'Accuracy 50.0 % (95 %: 10.0 % to 90.0 %) on 2 photos; always the most frequent class: 50.0 %.',
  );
  expect(lines).toContain('Most confused: tulip taken for daisy once.');
  expect(lines).toContain(`by run ${run}`);
});

test('a run made again is the same, another, or has nothing to be compared with', () => {
  expect(comparisonInWords(true, run)).toContain('bit for bit');
  expect(comparisonInWords(false, run)).toContain('differ');
  expect(comparisonInWords(null, run)).toContain('no result');
});
