import { basename } from 'node:path';
import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { loadFailure, readGraph } from '../../runtime/index.ts';
import { guessCard } from './guessCard.ts';

type Method = RunnerContract['models.inspect'];

/** Reads a network and guesses its card. */
export async function inspectNetwork({ path, name }: InputOf<Method>): Promise<OutputOf<Method>> {
  const graph = await readGraph(path);
  try {
    return guessCard(graph, name);
  } catch (thrown) {
    throw loadFailure(path, basename(path), thrown);
  }
}
