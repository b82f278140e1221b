import type { KnownModel, LabAnswer, LabMethod, Suggestion } from '../../../contract/index.ts';
import { likeliest, openNetwork, probabilitiesOf, valuesOf } from '../../evidence/index.ts';
import { seenPhoto } from './seenPhoto.ts';
import type { LabWork } from './work.ts';

type Asking = Pick<LabWork<LabMethod>, 'device' | 'turn' | 'stop'>;

/** Probability of each class, and the most probable ones. */
export interface Answered {
  readonly probabilities: Float64Array;
  readonly top: readonly Suggestion[];
}

/** What a network answers to photos, read as every photo is. @throws photo/*, model/* */
export async function answeredTo(
  model: KnownModel,
  paths: readonly string[],
  { device, turn, stop }: Asking,
): Promise<Answered[]> {
  const { card } = model;
  const network = await openNetwork(model, device);
  const answers: Answered[] = [];
  try {
    for (const path of paths) {
      stop.throwIfAborted();
      const { picture } = await seenPhoto(path, card);
      const [output] = await turn(() => valuesOf(network, [card.outputName], picture, 1));
      const probabilities = probabilitiesOf(output?.values ?? new Float32Array(), output?.dims ?? [], card);
      answers.push({ probabilities, top: likeliest(probabilities, card) });
    }
  } finally {
    await network.close();
  }
  return answers;
}

export const tellsClasses = ({ card }: KnownModel): boolean => card.task === 'classification';

/** What other classifiers answer to pictures of a result, one after the other. @throws photo/*, model/* */
export async function answersOfOthers(
  { others, ...asking }: Asking & Pick<LabWork<LabMethod>, 'others'>,
  files: readonly { readonly path: string; readonly of: string }[],
): Promise<LabAnswer[]> {
  const paths = files.map(({ path }) => path);
  const answers: LabAnswer[] = [];
  for (const other of others.filter(tellsClasses))
    for (const [at, { top }] of (await answeredTo(other, paths, asking)).entries())
      answers.push({ network: other.card.name, of: files[at]?.of ?? '', top });
  return answers;
}
