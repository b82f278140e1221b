import type { InputOf, RunnerContract } from '../../../contract/index.ts';
import type { Ability } from './classify.ts';
import { tryOnGrey } from './classifier.ts';

/** Runs one grey picture through a network under its card; what it throws is why the card does not fit. */
export function checkCard({ model }: InputOf<RunnerContract['models.check']>, { open, turn }: Ability): Promise<void> {
  return turn(async () => {
    const classifier = await open(model, 'cpu');
    try {
      await tryOnGrey(classifier, model);
    } finally {
      classifier.close();
    }
  });
}
