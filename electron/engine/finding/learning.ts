import type { GivenLabels, OutputOf, RunnerContract, SuggestionState } from '../../contract/index.ts';
import type { FindLibrary, HeadAnswers, HumanLabels } from '../library/index.ts';

/** What a round of learning begins with. */
export interface Lesson {
  readonly labels: GivenLabels;
  readonly several: boolean;
  readonly unlabelled: Int32Array;
}

/** Classes and labels of each that a head needs. */
const fewestClasses = 2;
export const fewestLabels = 3;

/** The labels of photos whose features are known, as the runner takes them. */
export function givenLabels({ photos, classes }: Pick<HumanLabels, 'photos' | 'classes'>): GivenLabels {
  const numbers = Int32Array.from(new Set(classes.flat())).sort();
  const indexOf = new Map(Array.from(numbers, (number, index) => [number, index]));
  const starts = new Int32Array(photos.length + 1);
  classes.forEach((own, i) => (starts[i + 1] = (starts[i] ?? 0) + own.length));
  return {
    ...{ photos: Int32Array.from(photos), starts, numbers },
    classes: Int32Array.from(classes.flat(), (number) => indexOf.get(number) ?? 0),
  };
}

/** Why there is nothing to learn from, in words; '' where there is. */
export function missingOf({ classes, numbers }: GivenLabels): string {
  const counts = new Int32Array(numbers.length);
  for (const own of classes) counts[own] = (counts[own] ?? 0) + 1;
  const enough = counts.filter((count) => count >= fewestLabels).length;
  return enough >= fewestClasses ? '' : 'Give two classes three photos each; Fovea then learns from your labels.';
}

/** Labels as one text: the same for the same labels, so that nothing is learned twice. */
export const signatureOf = ({ photos, starts, classes, numbers }: GivenLabels, several: boolean): string =>
  JSON.stringify([several, [...numbers], [...photos], [...starts], [...classes]]);

type Learned = OutputOf<RunnerContract['collection.learn']>;

export const answersOf = (
  { photos, classes, probabilities }: Learned,
  { labels: { numbers }, several }: Lesson,
): HeadAnswers => ({ numbers, photos, classes, probabilities, exclusive: !several });

export const headOf = (
  { examples, accuracy }: Learned,
  { labels: { numbers } }: Lesson,
  tookMs: number,
): NonNullable<SuggestionState['head']> => ({ classes: numbers.length, examples, tookMs, accuracy });

/** [photo id] the place of each photo in an order; NaN: not in it. */
export function ranksOf(photos: Int32Array, end: number): Float32Array {
  const ranks = new Float32Array(end).fill(Number.NaN);
  photos.forEach((photo, rank) => (ranks[photo] = rank));
  return ranks;
}

/** [photo id] how sure the suggestions shown are, the least first; NaN where there is none or a label. */
export function marginsOf(finding: FindLibrary, unlabelled: Int32Array): Float32Array | null {
  const overlay = finding.overlay();
  if (overlay === null) return null;
  const margins = new Float32Array(finding.end()).fill(Number.NaN);
  for (const photo of unlabelled) margins[photo] = overlay.marginOf(photo);
  return margins;
}
