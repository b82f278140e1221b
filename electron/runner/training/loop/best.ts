import { rename, writeFile } from 'node:fs/promises';
import { encode, floatTensor, withParameters, type Graph } from '../../../compiler/index.ts';
import { diskProblem } from './checkpoint.ts';
import type { Numbers } from './learner.ts';
import type { Candidate } from './place.ts';
import type { Run } from './run.ts';
import type { Trained, TrainingRequest } from './types.ts';

/** Keeps the weights of an epoch if it is the best of its restart. Without a hold-out the last one is taken for it. */
export function keepIfBest(run: Run, candidate: Candidate): void {
  const { place } = run;
  place.sinceBetter += 1;
  if (run.judge && place.best !== null && !(candidate.cost < place.best.cost)) return;
  place.sinceBetter = 0;
  place.best = candidate;
  run.best = learned(run);
}

/** Keeps the weights of a restart if it is the best so far. */
export function crownIfBest(run: Run): void {
  const { place } = run;
  if (place.best === null) return;
  if (place.best.accuracy !== null) place.restarts.push(place.best.accuracy);
  if (place.champion !== null && !(place.best.cost < place.champion.cost)) return;
  place.champion = place.best;
  place.championEnded = place.endedEarly;
  run.champion = run.best;
}

/** A copy of the parameters and statistics, without the optimizer's states. */
function learned({ learner, startOf, place }: Run): Numbers {
  const names = new Set(startOf(place.restart).keys());
  return new Map([...learner.now()].flatMap(([name, numbers]) => (names.has(name) ? [[name, numbers.slice()]] : [])));
}

/** What came out. Where a run ended before its first epoch did, the weights are those of its last step. */
export function trainedBy(run: Run): Trained {
  const { place, request, winners } = run;
  return {
    network: networkWith(request, run.champion ?? learned(run)),
    bestEpoch: place.champion?.epoch ?? null,
    epochs: place.epochs,
    endedEarly: place.finished ? place.endedEarly : place.championEnded,
    learningRate: place.learningRate ?? 0,
    restarts: place.restarts,
    winners,
  };
}

function networkWith({ network }: TrainingRequest, numbers: Numbers): Graph {
  const dimsOf = new Map(network.initializers.map(({ name, dims }) => [name, dims] as const));
  const tensors = [...numbers].map(
    ([name, floats]) => [name, floatTensor(name, dimsOf.get(name) ?? [], floats)] as const,
  );
  return withParameters(network, new Map(tensors));
}

/** Writes the best network of a restart that ended badly. */
export async function rescue({ request, best }: Run, path: string): Promise<void> {
  if (!best) return;
  try {
    await writeFile(`${path}.part`, encode(networkWith(request, best)));
    await rename(`${path}.part`, path);
  } catch (thrown) {
    throw diskProblem(thrown, path);
  }
}
