import { describe, expect, test } from 'vitest';
import { readDataYaml, seeded, writeDataYaml } from '../../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

const forms: [string, string][] = [
  ['a list', 'names:\n  - cat\n  - guide dog\n'],
  ['a list that is not indented', 'names:\n- cat\n- guide dog\nnc: 2\n'],
  ['a list in brackets', "nc: 2\nnames: ['cat', guide dog]\n"],
  ['a list in brackets over several lines', 'names: [ "cat", # the first\n  guide dog,\n]\n'],
  ['a map', '# classes\nnames: # by number\n  0: cat # miaow\n\n  1: "guide dog"\n'],
  ['a map in another order', "names:\n  1: guide dog\n  '0': cat\n"],
  ['a map in braces', 'names: {0: cat, 1: guide dog}'],
  ['a map in the manner of JSON', 'names: {"0":"cat","1":"guide dog"}'],
  ['lines that end as on Windows', '\uFEFFnames:\r\n  - cat\r\n  - guide dog\r\n'],
];

test.each(forms)('names are read from %s', (_, text) => {
  expect(readDataYaml(text)).toEqual({ classNames: ['cat', 'guide dog'], losses: [] });
});

test('folders are kept, and other keys named as lost, however deep they go', () => {
  const text = [
    'path: ../datasets/dogs # root',
    'train: images/train',
    "val: 'images/it''s val'",
    'test:',
    'train_more:',
    '  - a',
    'download: |',
    '  import: names',
    'names: [cat]',
  ].join('\n');
  expect(readDataYaml(text)).toEqual({
    classNames: ['cat'],
    ...{ path: '../datasets/dogs', train: 'images/train', val: "images/it's val" },
    losses: [
      'Left out: "train_more" of data.yaml.',
      'Left out: "download" of data.yaml.',
      'Left out: "test" of data.yaml, which is a list.',
    ],
  });
});

test('a name is a text, whatever it looks like', () => {
  const text =
    'names: [no, 1, 0x10, null, ~, 1:2, a#b, -x, "\\x41\\u00e9\\U0001F415\\ud83d\\ude00\\t\\\\", \'say "it\'\'s"\']';
  expect(readDataYaml(text).classNames).toEqual([
    ...['no', '1', '0x10', 'null', '~', '1:2', 'a#b', '-x'],
    ...['Aé🐕😀\t\\', `say "it's"`],
  ]);
});

test('any names and folders come back as they were', () => {
  const rng = seeded(seed);
  const signs = Array.from(' "\'\\:#-,[]{}&*!|>%@`~?=<\t\n\réß犬🐕אع\u2028\u0085\u0000aN0');
  const drawn = (): string =>
    Array.from({ length: 1 + Math.floor(rng() * 8) }, () => signs[Math.floor(rng() * signs.length)]!).join('');
  for (let round = 0; round < 200; round += 1) {
    const stated = { path: drawn(), train: drawn(), classNames: Array.from({ length: 4 }, drawn) };
    expect(readDataYaml(writeDataYaml(stated)), `SEED=${seed}`).toEqual({ ...stated, losses: [] });
  }
  const none = { classNames: [] };
  expect(readDataYaml(writeDataYaml(none))).toEqual({ ...none, losses: [] });
});

describe('what is more than names is refused in words', () => {
  const refused: [string, string, string][] = [
    ['no names', 'nc: 3', 'has no "names"'],
    ['one text', 'names: cat', 'neither a list nor a map'],
    ['names twice', 'names: [a]\nnames: [b]', '"names" stands twice'],
    ['a gap', 'names: {0: a, 2: b}', 'has no class 1'],
    ['a class twice', 'names:\n  0: a\n  0: b', 'has a class twice'],
    ['a class by name', 'names: {cat: 0}', 'has no class 0'],
    ['a list in a list', 'names: [[a], b]', 'is no simple text'],
    ['a list in a block', 'names:\n  - - a', 'is no simple text'],
    ['a deeper map', 'names:\n  0:\n    name: a', 'do not begin below one another'],
    ['an alias', 'names: [*a]', 'is no simple text'],
    ['an anchor', 'names:\n  - &a cat', 'is no simple text'],
    ['a folded text', 'names:\n  - >', 'is no simple text'],
    ['an open quote', 'names:\n  - "cat', 'is no simple text'],
    ['an unknown escape', 'names: ["\\q"]', 'is no escape of YAML'],
    ['an impossible character', 'names: ["\\UFFFFFFFF"]', 'is no escape of YAML'],
    ['an open bracket', 'names: [a, b', 'lacks a comma or ]'],
    ['something after the bracket', 'names: [a] b', 'goes on after ]'],
    ['a map without colons', 'names: {a, b}', 'not `key: text`'],
    ['neither list nor map', 'names:\n  cat', 'neither one of a list nor of a map'],
    ['a text of two lines', 'names: [a]\npath: one\n  two', 'goes on after its line'],
    ['a line of no key', '  - a', 'belongs to no key'],
  ];
  test.each(refused)('%s', (_, text, words) => {
    expect(() => readDataYaml(text)).toThrow(words);
    expect(() => readDataYaml(text)).toThrow(expect.objectContaining({ code: 'annotation/not-readable' }));
  });
});
