import { parseArgs } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { EngineContract, OutputOf } from '../../../../electron/contract/index.ts';
import { segmenterInWords, stepInWords } from '../../../../electron/shell/cli/segmenterReports.ts';
import { readTrainSegmenter } from '../../../../electron/shell/cli/segmenterValues.ts';
import { trainSegmenter } from '../../../../electron/shell/cli/trainSegmenter.ts';

// What `fovea train segmentation` understands, and how it tells what came out.

const read = (...args: readonly string[]) =>
  readTrainSegmenter(parseArgs({ args: [...args], options: trainSegmenter.options }).values as Record<string, string>);

describe('options', () => {
  test('name masks, classes and how to learn', () => {
    const asked = read(...'--masks /m --classes sky,sea --void 11 --deep --epochs 3 --dice 0.5 --seed 7'.split(' '));
    expect(asked).toMatchObject({ classNames: ['sky', 'sea'], voidClass: 11, model: null, name: null, json: false });
    expect(asked.settings).toEqual({ depth: 'all', epochs: 3, dice: 0.5, seed: 7 });
  });

  test('that are not given leave the head to learn alone', () => {
    expect(read('--masks', 'm')).toMatchObject({
      ...{ classNames: null, voidClass: null, device: null },
      settings: { depth: 'head', epochs: 16, dice: 0, seed: 1 },
    });
  });

  test.each([
    ['', '--masks FOLDER'],
    ['--masks m --epochs 3', '--epochs is for --deep'],
    ['--masks m --dice 0.5', '--dice is for --deep'],
    ['--masks m --deep --epochs 0', '--epochs takes a whole number from 1 to 200'],
    ['--masks m --deep --epochs 201', '--epochs takes a whole number from 1 to 200'],
    ['--masks m --deep --dice 2', '--dice takes a number from 0 to 1'],
    ['--masks m --void sky', '--void takes a whole number'],
    ['--masks m --classes a,b,a', '--classes has "a" twice'],
    ['--masks m --classes a,,b', '--classes takes names'],
    [`--masks m --classes ${Array.from({ length: 301 }, (_, i) => i).join()}`, '--classes takes 300 names at most'],
    [`--masks m --name ${'n'.repeat(121)}`, '--name takes 1 to 120 letters'],
    ['--masks m --device toaster', '--device takes one of'],
  ])('%s is refused', (typed, sentence) => {
    expect(() => read(...typed.split(' ').filter((word) => word !== ''))).toThrow(sentence);
  });
});

const done = {
  model: { hash: '09d0680f'.repeat(8), card: { name: 'shapes' } },
  report: {
    ...{ classNames: ['sky', 'sea'], kept: 'tuned', learned: 8, judged: 2, warnings: ['Something was left out.'] },
    head: { meanIou: 0.5, pixelAccuracy: 0.75, ious: [0.5, null] },
    tuned: { meanIou: 0.625, pixelAccuracy: 0.8, ious: [0.625, null] },
    problems: [{ path: '/p/a.jpg', problem: { code: 'mask/missing', message: 'No mask.', remedy: 'Draw one.' } }],
  },
} as unknown as OutputOf<EngineContract['segmentation.train']>;

test('what came out is told class by class, with what was saved and what was left out', () => {
  expect(segmenterInWords(done)).toEqual([
    ...['IoU             head   tuned', 'sky           50.0 %  62.5 %', 'sea                –       –'],
    ...['mean IoU      50.0 %  62.5 %', 'pixels right  75.0 %  80.0 %', ''],
    'Learned from 8 photos, judged by 2 others.',
    'Saved: the tuned network, as "shapes" (09d0680f).',
    'Something was left out.',
    '/p/a.jpg: No mask. Draw one.',
  ]);
});

test('how far it is, is told in the words of its phase', () => {
  expect(stepInWords({ phase: 'tuning', done: 12, total: 64, loss: 0.4123 })).toBe(
    'Tuning all layers · 12/64 · loss 0.412',
  );
  expect(stepInWords({ phase: 'head', done: 0, total: 1, loss: null })).toBe('Learning the head');
});
