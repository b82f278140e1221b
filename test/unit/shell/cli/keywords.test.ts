import { expect, test } from 'vitest';
import { keywordCommands } from '../../../../electron/shell/cli/keywords/index.ts';
import { keywordOptionsFrom, writingOptions } from '../../../../electron/shell/cli/keywords/values.ts';

const write = keywordCommands.find(({ name }) => name === 'keywords write')!;
const untyped = Object.fromEntries(
  Object.entries(writingOptions).flatMap(([name, option]) => ('default' in option ? [[name, option.default]] : [])),
);

test('photos or a table must be named, and not both', () => {
  const sentence = 'Name photos, or a table with --csv FILE.';
  expect(() => write.run([], untyped)).toThrow(sentence);
  expect(() => write.run(['photos'], { ...untyped, csv: 'list.csv' })).toThrow(sentence);
});

test('what is not typed is what the window begins with', () => {
  expect(keywordOptionsFrom(untyped)).toEqual({
    ...{
      into: 'sidecars',
      naming: 'extension',
      ancestors: 'detect',
      suggestedFrom: null,
      ratings: false,
      states: false,
    },
  });
  const typed = { into: 'originals', suggested: '0.9', ratings: true, states: true };
  expect(keywordOptionsFrom({ ...untyped, ...typed })).toMatchObject({ into: 'originals', suggestedFrom: 0.9 });
});

test.each([
  ['into', '--into takes sidecars or originals.'],
  ['naming', '--naming takes extension or adobe.'],
  ['ancestors', '--ancestors takes detect, always or never.'],
  ['suggested', '--suggested takes a probability from 0 to 1.'],
])('--%s says what it takes', (name, sentence) => {
  expect(() => keywordOptionsFrom({ ...untyped, [name]: 'nonsense' })).toThrow(sentence);
});
