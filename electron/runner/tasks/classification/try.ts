import { fail, type InputOf, type OutputOf, type RunnerContract } from '../../../contract/index.ts';
import { readInput } from '../../pixels/index.ts';
import type { Ability } from './classify.ts';
import { suggestionsIn } from './scores.ts';
import { openWithFallback } from './withFallback.ts';

type Method = RunnerContract['classification.try'];

/** Classifies one photo at once. `elapsedMs` counts decoding and the run, not the loading of the network. */
export async function tryPhoto(
  { model, path, topK, device }: InputOf<Method>,
  { open, turn }: Ability,
): Promise<OutputOf<Method>> {
  const decodingFromMs = performance.now();
  const { pixels } = await readInput(path, model.card.preprocessing);
  const decodedMs = performance.now() - decodingFromMs;
  return turn(async () => {
    const classifier = await openWithFallback(model, device, open);
    try {
      const runningFromMs = performance.now();
      const [row] = await classifier.classify([pixels]);
      if (!row) fail('model/unsupported', { model: model.card.name, reason: 'it gave no answer.' });
      const elapsedMs = decodedMs + performance.now() - runningFromMs;
      return { top: suggestionsIn(row, topK, model.card), elapsedMs };
    } finally {
      classifier.close();
    }
  });
}
