import { describe, expect, test } from 'vitest';
import { classNamesIn } from '../../../renderer/state/card/classNames.ts';
import {
  normalizationOf,
  normalizations,
  valueRange,
  withColorOrder,
  withNormalization,
} from '../../../renderer/state/card/normalization.ts';
import { CardDraft } from '../../../renderer/state/card/draft.svelte.ts';
import { cardProblems, classCountOf } from '../../../renderer/state/card/problems.ts';
import { card, facts, fakeShelf, model } from './fakeShelf.ts';

describe('class names', () => {
  test.each([
    ['one per line', 'cat\r\ndog\n\n', ['cat', 'dog']],
    ['an empty line inside keeps its place', 'cat\n\ndog', ['cat', '', 'dog']],
    ['a counting number is dropped', '0 cat\n1 dog', ['cat', 'dog']],
    ['counting may begin at one', '1: cat\n2: dog', ['cat', 'dog']],
    ['a number that does not count belongs to the name', 'cat\n7 spot ladybird', ['cat', '7 spot ladybird']],
    ['WordNet ids are dropped', 'n01440764 tench, Tinca tinca\nn01443537 goldfish', ['tench, Tinca tinca', 'goldfish']],
    ['a JSON list', '["cat","dog"]', ['cat', 'dog']],
    ['a JSON object by index', '{"1":"dog","0":"cat"}', ['cat', 'dog']],
    ['ImageNet’s own JSON', '{"0":["n01440764","tench"]}', ['tench']],
    ['a byte-order mark is no name', '\uFEFFcat\ndog', ['cat', 'dog']],
    ['nothing', ' \n', []],
  ])('%s', (_what, text, names) => expect(classNamesIn(text)).toEqual(names));
});

describe('normalization', () => {
  test('each preset is recognised again, in both channel orders', () => {
    for (const colorOrder of ['RGB', 'BGR'] as const)
      for (const preset of normalizations) {
        const preprocessing = withNormalization({ ...card.preprocessing, colorOrder }, preset);
        expect(normalizationOf(preprocessing)?.id).toBe(preset.id);
      }
  });

  test('turning the colors round and back changes nothing', () => {
    const { preprocessing } = card;
    expect(withColorOrder(withColorOrder(preprocessing, 'BGR'), 'RGB')).toEqual(preprocessing);
    expect(withColorOrder(preprocessing, 'BGR').mean).toEqual([103.53, 116.28, 123.675]);
  });

  test('−1 to 1 reaches from −1 to 1', () => {
    const signed = normalizations.find(({ id }) => id === 'signed')!;
    expect(valueRange(withNormalization(card.preprocessing, signed))).toEqual({ lowest: -1, highest: 1 });
  });
});

describe('problems of a card', () => {
  test('a card that fits has none', () => expect(cardProblems(card, facts)).toEqual([]));

  test('the class count of an output whose dims are not all known is unknown', () => {
    expect(classCountOf(facts, 'output')).toBe(5);
    const open = { ...facts, outputs: [{ name: 'output', dims: ['batch', 'classes'] }] };
    expect(classCountOf(open, 'output')).toBeNull();
    expect(cardProblems({ ...card, classNames: [] }, open)).toEqual([]);
  });

  test('a list with one name too many points to a background line', () => {
    const [problem] = cardProblems({ ...card, classNames: ['background', ...card.classNames] }, facts);
    expect(problem?.sentence).toContain('There are 6 class names, but the output "output" has 5 classes.');
    expect(problem?.sentence).toContain('background');
  });

  test('a deviation of zero is refused', () => {
    const preprocessing = { ...card.preprocessing, std: [0, 1, 1] as [number, number, number] };
    expect(cardProblems({ ...card, preprocessing }, facts)).toEqual([
      { field: 'normalization', sentence: 'A deviation must be larger than 0: pixels are divided by it.' },
    ]);
  });

  test('only classifiers need class names', () => {
    expect(cardProblems({ ...card, task: 'style', classNames: [] }, facts)).toEqual([]);
  });
});

test('kinds of classes stay while names are only called otherwise, and go when names come or go', () => {
  const classKinds = card.classNames.map(() => 'animal › fish');
  const draft = new CardDraft(fakeShelf().engine, { ...model, card: { ...card, classKinds } });
  const renamed = card.classNames.map((name) => `the ${name}`);
  draft.change({ classNames: renamed });
  expect(draft.card).toMatchObject({ classNames: renamed, classKinds });
  draft.change({ classNames: ['background', ...renamed] });
  expect(draft.card).not.toHaveProperty('classKinds');
});
