import { expect, test } from 'vitest';
import { givenLabels, missingOf, ranksOf, signatureOf } from '../../../../electron/engine/finding/learning.ts';

// What is handed to the runner to learn from.

test('labels keep their photos and classes, by index into the classes that occur', () => {
  const labels = givenLabels({ photos: [4, 9, 2], classes: [[30], [7, 30], [7]] });
  expect([...labels.numbers]).toEqual([7, 30]);
  const classesOf = [0, 1, 2].map((i) => [...labels.classes.subarray(labels.starts[i], labels.starts[i + 1])]);
  expect(classesOf).toEqual([[1], [0, 1], [0]]);
});

test('two classes with three labels each are enough, fewer are not', () => {
  const of = (...counts: number[]) => {
    const classes = counts.flatMap((count, k) => Array.from({ length: count }, () => [k + 1]));
    return missingOf(givenLabels({ photos: classes.map((_, i) => i + 1), classes }));
  };
  expect(of(3, 3)).toBe('');
  expect(of(3, 3, 1)).toBe('');
  expect(of(20, 2)).toMatch(/three photos/);
  expect(of(20)).toMatch(/two classes/);
});

test('nothing is learned twice: labels have one signature, and another way of labelling has another', () => {
  const one = givenLabels({ photos: [1, 2], classes: [[1], [2]] });
  const other = givenLabels({ photos: [1, 2], classes: [[2], [1]] });
  expect(signatureOf(one, false)).toBe(signatureOf(givenLabels({ photos: [1, 2], classes: [[1], [2]] }), false));
  expect(signatureOf(one, false)).not.toBe(signatureOf(other, false));
  expect(signatureOf(one, false)).not.toBe(signatureOf(one, true));
});

test('ranks are places in an order, and photos outside of it have none', () => {
  expect([...ranksOf(Int32Array.of(3, 1), 5)]).toEqual([Number.NaN, 1, Number.NaN, 0, Number.NaN]);
});
