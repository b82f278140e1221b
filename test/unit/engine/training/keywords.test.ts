import { expect, test } from 'vitest';
import { classesOf } from '../../../../electron/engine/training/datasets/keywords.ts';

const tagged = {
  flat: ['plants', 'rose', 'garden', 'holiday'],
  hierarchical: ['plants|flowers|rose|climbing', 'Places|Garden'],
};

test('without a branch every last level is a class, and every flat keyword that is no level above one', () => {
  expect(classesOf(tagged, null)).toEqual(['climbing', 'Garden', 'garden', 'holiday']);
});

test.each([
  ['flowers', ['rose']],
  ['plants|flowers', ['rose']],
  ['Plants | Flowers', ['rose']],
  ['plants', ['flowers']],
  ['plants|flowers|rose|climbing', []],
  ['flowers|plants', []],
  ['animals', []],
])('the branch %j makes classes of the level that follows it', (branch, classes) => {
  expect(classesOf(tagged, branch)).toEqual(classes);
});

test('a photo in two branches below has both classes, each once', () => {
  const both = { flat: ['a|x'], hierarchical: ['a|y|1', 'a|x', 'a|y|2'] };
  expect(classesOf(both, 'a')).toEqual(['y', 'x']);
});

test('a photo without keywords has no class', () => {
  expect(classesOf({ flat: [], hierarchical: ['', '|'] }, null)).toEqual([]);
});
