import { expect, test } from 'vitest';
import { foldCount, StandingFolds } from '../../../../electron/runner/tasks/collection/folds.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';

// Heads go on where they were only if no photo ever moves to another fold.

test('a labelled photo stays in its fold, whatever labels come, go and change beside it', () => {
  const rng = seeded(7);
  const folds = new StandingFolds();
  const known = new Map<number, number>();
  let labelled = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const next = [...labelled].filter(() => rng() > 0.1);
    for (let i = 0; i < 10; i += 1) next.push(Math.floor(rng() * 1000));
    const photos = Int32Array.from(new Set(next));
    const of = folds.of(
      photos,
      [...photos].map(() => Math.floor(rng() * 4)),
    );
    const before = labelled;
    labelled = new Set(photos);
    photos.forEach((photo, i) => {
      if (before.has(photo)) expect(of[i]).toBe(known.get(photo));
      known.set(photo, of[i] ?? -1);
    });
  }
});

test('the photos of a class are spread over the folds, so that each head has seen it', () => {
  const photos = Int32Array.from({ length: 3 * foldCount }, (_, i) => i + 1);
  const classOf = [...photos].map((photo) => photo % 3);
  const of = new StandingFolds().of(photos, classOf);
  for (const own of [0, 1, 2]) {
    const mine = [...of].filter((_, i) => classOf[i] === own);
    expect(mine.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  }
});
