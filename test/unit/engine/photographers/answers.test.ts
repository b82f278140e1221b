import { expect, test } from 'vitest';
import { failure, type Attribution } from '../../../../electron/contract/index.ts';
import { askedAgain, askedOfPhoto } from '../../../../electron/engine/jobs/crashes.ts';
import { scoreOf } from '../../../../electron/engine/photographers/game.ts';
import { answersOf } from '../../../../electron/engine/photographers/looking/answers.ts';
import { collectionOf, namesMissing } from '../../../../electron/engine/training/datasets/collection.ts';

const answered = (path: string, classIndex: number, ...probabilities: number[]): Attribution => ({
  ...{ path, hash: '0'.repeat(64), classIndex, group: 0, probabilities },
});
const collection = [
  answered('a1', 0, 0.9, 0.1),
  answered('a2', 0, 0.2, 0.8),
  answered('b1', 1, 0.3, 0.7),
  answered('b2', 1, 0.4, 0.6),
  answered('b3', 1, 0.9, 0.1),
];
const paths = (which: Parameters<typeof answersOf>[1]): string[] =>
  answersOf(collection, which).map(({ path }) => path);

test('answers of one photographer and of a cell come surest first', () => {
  expect(paths({ kind: 'of', classIndex: 1 })).toEqual(['b1', 'b2', 'b3']);
  expect(paths({ kind: 'cell', truth: 1, answer: 1 })).toEqual(['b1', 'b2']);
  expect(paths({ kind: 'cell', truth: 0, answer: 1 })).toEqual(['a2']);
});

test('strays are what is believed of somebody else, the likeliest first', () => {
  // On average a photo of a has 0.55 for a, one of b 0.47 for b: 0.9 and 0.8 are beyond, and b3 is off by more.
  expect(paths({ kind: 'strays' })).toEqual(['b3', 'a2']);
  expect(answersOf([], { kind: 'strays' })).toEqual([]);
});

test('the score of the game counts a photo without an idea as wrong, and the network on the same photos', () => {
  const guess = (path: string, own: number | null) => ({ path, guess: own, milliseconds: 30_000 });
  const score = scoreOf([guess('a1', 0), guess('b3', 1), guess('b1', null), guess('gone', 0)], collection);
  expect(score).toMatchObject({ guesses: 3, right: 2, network: 2 / 3, minutes: 1.5 });
  expect(score.person?.value).toBeCloseTo(2 / 3);
});

test('a runner that dies is asked again while it comes further, and a photo over which it dies is damaged', async () => {
  const dying = (times: number) => {
    const state = { asked: 0 };
    const ask = (): Promise<string> => {
      state.asked += 1;
      return state.asked <= times
        ? Promise.reject(failure('runner/crashed', { reason: 'killed' }))
        : Promise.resolve('answer');
    };
    return { state, ask };
  };
  expect(await askedAgain(dying(2).ask)).toBe('answer');
  const hopeless = dying(99);
  await expect(askedAgain(hopeless.ask)).rejects.toMatchObject({ code: 'runner/crashed' });
  expect(hopeless.state.asked).toBe(3);
  expect(await askedAgain(dying(20).ask, () => true)).toBe('answer');
  await expect(askedOfPhoto(dying(99).ask)).rejects.toMatchObject({ code: 'photo/corrupt' });
  // Once it was read it is not the photo.
  await expect(askedOfPhoto(dying(99).ask, () => true)).rejects.toMatchObject({ code: 'runner/crashed' });
  const other = (): Promise<never> => Promise.reject(failure('photo/missing', {}));
  await expect(askedOfPhoto(other)).rejects.toMatchObject({ code: 'photo/missing' });
});

test('a collection has photos of one photographer each, of all parts, in shoots', () => {
  const example = (path: string, group: number, part: 'train' | 'test', ...classIndices: number[]) => ({
    ...{ path, hash: '0'.repeat(64), classIndices, part, group },
  });
  const seen = (path: string, takenAtMs: number | null) => ({
    ...{ path, hash: '0'.repeat(64), fingerprint: null, takenAtMs, camera: 'Canon', problem: null },
  });
  const problem = { code: 'photo/empty', message: 'The file is empty.', remedy: '' };
  const { photos, unreadable } = collectionOf(
    {
      classNames: ['a', 'b'],
      examples: [
        ...[example('/a/1', 0, 'train', 0), example('/a/2', 1, 'test', 0), example('/a/3', 2, 'train', 0)],
        ...[example('/b/1', 3, 'train', 1), example('/b/2', 4, 'train', 0, 1)],
      ],
    },
    [seen('/a/1', 0), seen('/a/2', 59 * 60_000), seen('/a/3', null), seen('/b/1', 0), { ...seen('/c', 0), problem }],
  );
  expect(photos.map(({ path, classIndex, group }) => [path, classIndex, group])).toEqual([
    ['/a/1', 0, 0],
    ['/a/2', 0, 0],
    ['/a/3', 0, 1],
    ['/b/1', 1, 2],
  ]);
  expect(unreadable).toEqual([{ path: '/c', problem }]);
});

test('photos without names are told of in words about names, and other errors stay what they are', () => {
  const [none, other] = [failure('training/no-class', { path: '/x' }), failure('engine/stopped', {})];
  expect(namesMissing(none, { kind: 'artists', paths: ['/x'] })).toMatchObject({
    code: 'photographers/no-names',
    message: 'No photo in "/x" says who took it.',
  });
  expect(namesMissing(none, { kind: 'cameras', paths: ['/x'] })).toMatchObject({
    message: 'No photo in "/x" says the serial number of its camera.',
  });
  expect(namesMissing(none, { kind: 'folders', paths: ['/x'] })).toBe(none);
  expect(namesMissing(other, { kind: 'artists', paths: ['/x'] })).toBe(other);
});
