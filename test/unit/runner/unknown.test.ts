import { expect, test } from 'vitest';
import type { ModelCard } from '../../../electron/contract/index.ts';
import { suggestionsIn } from '../../../electron/runner/tasks/classification/scores.ts';

const card = { classNames: ['cat', 'dog'], unknownBelow: 0.7 } as unknown as ModelCard;

test('an answer that is less probable than the card allows comes after "unknown"', () => {
  expect(suggestionsIn(Float64Array.of(0.4, 0.6), 2, card)).toEqual([
    { classIndex: 2, className: 'unknown', probability: 0.4 },
    { classIndex: 1, className: 'dog', probability: 0.6 },
  ]);
});

test('a probable answer stands first, and so does any answer of a network that always answers', () => {
  expect(suggestionsIn(Float64Array.of(0.8, 0.2), 1, card)[0]?.className).toBe('cat');
  const { unknownBelow: _, ...always } = card;
  expect(suggestionsIn(Float64Array.of(0.4, 0.6), 1, always)[0]?.className).toBe('dog');
});
