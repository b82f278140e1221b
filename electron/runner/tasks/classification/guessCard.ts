import { fail, fedInputs, type Graph } from '../../../compiler/index.ts';
import type { GraphFacts, ModelCard, Preprocessing } from '../../../contract/index.ts';
import { factsOf } from './guess/facts.ts';
import { writtenCard, writtenNames, writtenSize } from './guess/metadata.ts';
import { answerOf, photoInputOf, type Answer, type PhotoInput } from './guess/roles.ts';
import { scaleOf } from './guess/scale.ts';

/** Networks that take pictures of any size are fed this many pixels a side. */
const usualSide = 224;

/**
 * Reads what a network is and guesses how to use it. A card that Fovea wrote into the file is taken as it is. `notes`
 * says in words what the guess rests on; `confirmed` is false until a person has looked.
 *
 * Class names that the file does not state stay empty: a classifier with 1000 or 1001 outputs (see `facts.outputs`)
 * is one for ImageNet, whose names are not the graph's to know.
 *
 * @throws graph/unfit-value  the network takes or gives nothing
 */
export function guessCard(graph: Graph, name: string): { facts: GraphFacts; card: ModelCard } {
  const facts = factsOf(graph);
  const written = writtenCard(graph);
  if (written) return { facts, card: { ...written, name, confirmed: false } };
  const input = photoInputOf(graph);
  const answer = answerOf(graph);
  const outputName = answer?.name ?? fail('graph/unfit-value', { value: name, reason: 'it has no output.' });
  const fallback = fedInputs(graph)[0]?.name;
  const inputName = input?.name ?? fallback ?? fail('graph/unfit-value', { value: name, reason: 'it has no input.' });
  const { preprocessing, reason } = preprocessingOf(graph, input ?? blankInput(inputName), answer);
  const card: ModelCard = {
    name,
    task: input ? (answer?.task ?? 'unknown') : 'unknown',
    preprocessing,
    inputName,
    outputName,
    outputKind: answer?.kind ?? 'logits',
    classNames: fittingNames(graph, answer),
    licence: null,
    source: null,
    accuracy: null,
    notes: input ? notesOf(input, answer, reason) : `Guessed: no input of "${name}" takes a color picture.`,
    confirmed: false,
  };
  return { facts, card };
}

const blankInput = (name: string): PhotoInput => ({ name, layout: 'NCHW', width: null, height: null });

function preprocessingOf(
  graph: Graph,
  input: PhotoInput,
  answer: Answer | null,
): { preprocessing: Preprocessing; reason: string } {
  const written = writtenSize(graph);
  const width = input.width ?? written?.width ?? input.height ?? usualSide;
  const height = input.height ?? written?.height ?? width;
  const { reason, ...scale } = scaleOf(graph, input, answer);
  return { preprocessing: { ...fitOf(width, height, answer), width, height, layout: input.layout, ...scale }, reason };
}

/** ImageNet's custom: the short side to 8/7 of the network's, then the centre. Other networks see the whole photo. */
function fitOf(width: number, height: number, answer: Answer | null): Pick<Preprocessing, 'fit' | 'shortSide'> {
  const side = Math.min(width, height);
  const fromImageNet = answer?.task === 'features' || isImageNetCount(answer?.classes ?? null);
  return fromImageNet ? { fit: 'crop', shortSide: Math.round((side * 8) / 7) } : { fit: 'squash', shortSide: side };
}

/** The 1000 classes of ImageNet, or these after one for "background", as TensorFlow counts them. */
export const isImageNetCount = (classes: number | null): boolean => classes === 1000 || classes === 1001;

/** Names only where there is one for each class: shifted names would be wrong ones. */
function fittingNames(graph: Graph, answer: Answer | null): string[] {
  const names = writtenNames(graph);
  return answer?.classes == null || names.length === answer.classes ? names : [];
}

function notesOf({ layout, width, height }: PhotoInput, answer: Answer | null, scaleReason: string): string {
  const size = width !== null && height !== null ? `${width}×${height} pixels as the graph says` : 'any size is taken';
  const sentences = [`Guessed from the graph: ${layout}, ${size}.`, `Scale: ${scaleReason}.`];
  return answer ? [...sentences, `Task: ${answer.reason}.`].join(' ') : sentences.join(' ');
}
