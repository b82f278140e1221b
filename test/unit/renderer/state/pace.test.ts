import { expect, test } from 'vitest';
import { paceOf } from '../../../../renderer/state/queue/pace.ts';

test('an answer every two seconds is thirty a minute, and three answers are too few to say', () => {
  expect(paceOf([0, 2000, 4000, 6000, 8000])).toBeCloseTo(30);
  expect(paceOf([0, 2000, 4000])).toBeNull();
});

test('a pause for coffee does not slow the pace, and old answers do not count', () => {
  expect(paceOf([0, 2000, 4000, 904_000, 906_000, 908_000])).toBeCloseTo(30);
  const slow = Array.from({ length: 50 }, (_, i) => i * 20_000);
  const last = slow.at(-1) ?? 0;
  expect(paceOf([...slow, ...Array.from({ length: 30 }, (_, i) => last + (i + 1) * 1000)])).toBeCloseTo(60);
});

test('answers at one moment say nothing', () => {
  expect(paceOf([5, 5, 5, 5, 5])).toBeNull();
});
