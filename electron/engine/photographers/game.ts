import { z } from 'zod';
import { failure, type Attribution, type GuessScore, type Sha256 } from '../../contract/index.ts';
import { derived, shuffled, wilson } from '../../runner/vision/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import { answerOf } from './looking/answers.ts';
import type { Photographers } from './store.ts';

/** What a person took a photo for. */
export const Guess = z.object({
  path: z.string(),
  /** null: no idea. */
  guess: z.int().nonnegative().nullable(),
  milliseconds: z.number().nonnegative(),
});
export type Guess = z.infer<typeof Guess>;

/**
 * A person guesses beside the network: photos of the collection, each once, in an order that the record's seed draws. The
 * network's answers are those of machines that did not know the photo's shoot either.
 */
export function game(photographers: Photographers, model: Sha256) {
  const { seed } = photographers.record(model);
  const collection = photographers.attributions(model);
  const file = photographers.files(model).guesses;
  const guesses = readJson(file, z.array(Guess)) ?? [];
  const guessed = new Set(guesses.map(({ path }) => path));

  return {
    /** The path of the next photo; null: there are no more. */
    next(): string | null {
      const order = shuffled(collection.length, derived(seed, 'game'));
      const next = order.find((at) => !guessed.has(collection[at]?.path ?? ''));
      return next === undefined ? null : (collection[next]?.path ?? null);
    },
    score: (): GuessScore => scoreOf(guesses, collection),
    /** Writes a guess down; a photo that was guessed before keeps its first. @throws engine/bad-request */
    guess(one: Guess): { truth: number; answer: number; score: GuessScore } {
      const photo = collection.find(({ path }) => path === one.path);
      if (!photo)
        throw failure('engine/bad-request', {
          method: 'photographers.guess',
          reason: 'the collection has no such photo.',
        });
      if (!guessed.has(one.path)) guesses.push(one);
      writeJson(file, guesses);
      return { truth: photo.classIndex, answer: answerOf(photo), score: scoreOf(guesses, collection) };
    },
    clear: (): void => writeJson(file, []),
  };
}

/** @param guesses  each photo once */
export function scoreOf(guesses: readonly Guess[], collection: readonly Attribution[]): GuessScore {
  const photos = new Map(collection.map((photo) => [photo.path, photo]));
  const judged = guesses.flatMap((guess) => {
    const photo = photos.get(guess.path);
    return photo ? [{ guess, photo }] : [];
  });
  const right = judged.filter(({ guess, photo }) => guess.guess === photo.classIndex).length;
  const network = judged.filter(({ photo }) => answerOf(photo) === photo.classIndex).length;
  const { value, low, high } = wilson(right, judged.length);
  return {
    ...{ guesses: judged.length, right },
    person: judged.length === 0 ? null : { value, low, high },
    network: judged.length === 0 ? null : network / judged.length,
    minutes: judged.reduce((sum, { guess }) => sum + guess.milliseconds, 0) / 60_000,
  };
}
