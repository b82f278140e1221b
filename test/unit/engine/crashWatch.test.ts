import { expect, test } from 'vitest';
import { crashWatch, type CrashWatch } from '../../../electron/engine/jobs/crashWatch.ts';

/** A runner that loads the network and then dies over its photos. */
const dieAtWork = (watch: CrashWatch) => {
  watch.began();
  return watch.crashed();
};

test('after three crashes at work photos go one by one, and two more are one photo’s fault', () => {
  const watch = crashWatch();
  expect([1, 2, 3].map(() => dieAtWork(watch))).toEqual(['try again', 'try again', 'try again']);
  expect(watch.photosAtOnce(2048)).toBe(1);
  expect([1, 2].map(() => dieAtWork(watch))).toEqual(['try again', 'blame the photo']);
});

test('a crash before the network is loaded is never a photo’s fault', () => {
  const watch = crashWatch();
  const verdicts = [1, 2, 3, 4, 5, 6, 7, 8].map(() => watch.crashed());
  expect(verdicts).toEqual([...Array<string>(7).fill('try again'), 'give up']);
  expect(watch.photosAtOnce(2048)).toBe(2048);
});

test('a runner that loads the network once more starts the count of failed starts anew', () => {
  const watch = crashWatch();
  for (let i = 0; i < 7; i++) watch.crashed();
  watch.began();
  watch.answered(4);
  expect(dieAtWork(watch)).toBe('try again');
  expect(watch.crashed()).toBe('try again');
});

test('an answer clears the suspicion, and whole lists are trusted again after enough of them', () => {
  const watch = crashWatch();
  for (let i = 0; i < 3; i++) dieAtWork(watch);
  watch.answered(64);
  expect(watch.photosAtOnce(2048)).toBe(2048);
  expect(dieAtWork(watch)).toBe('try again');
});

test('five photos blamed in a row are no photo’s fault', () => {
  const watch = crashWatch();
  const verdicts = Array.from({ length: 13 }, () => dieAtWork(watch));
  expect(verdicts.filter((verdict) => verdict === 'blame the photo')).toHaveLength(4);
  expect(verdicts.at(-1)).toBe('give up');
});
