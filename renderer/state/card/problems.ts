import type { GraphFacts, ModelCard } from '../../../electron/contract/index.ts';
import { t } from '../../words/index.ts';

/** What is wrong with one field of a card, in a sentence with a way out. */
export interface CardProblem {
  readonly field: 'name' | 'size' | 'normalization' | 'names' | 'classes';
  readonly sentence: string;
}

/**
 * How many classes an output holds: the product of its known dims past the batch; null when the graph does not say.
 */
export function classCountOf(facts: GraphFacts, outputName: string): number | null {
  const dims = facts.outputs.find((output) => output.name === outputName)?.dims.slice(1);
  if (!dims || dims.length === 0) return null;
  return dims.reduce<number | null>(
    (count, dim) => (count === null || typeof dim === 'string' || dim < 1 ? null : count * dim),
    1,
  );
}

/** Everything that can be said about a card without running the network. */
export function cardProblems(card: ModelCard, facts: GraphFacts | null): CardProblem[] {
  return [
    ...nameProblems(card),
    ...sizeProblems(card, facts),
    ...normalizationProblems(card),
    ...classProblems(card, facts),
  ];
}

const nameProblems = ({ name }: ModelCard): CardProblem[] =>
  name.trim() === '' ? [{ field: 'name', sentence: t('The model has no name yet. Give it one.') }] : [];

function sizeProblems({ preprocessing, inputName }: ModelCard, facts: GraphFacts | null): CardProblem[] {
  const { width, height, layout, fit, shortSide } = preprocessing;
  const whole = [width, height, ...(fit === 'crop' ? [shortSide] : [])].every(
    (px) => Number.isInteger(px) && px >= 1 && px <= 8192,
  );
  if (!whole) return [{ field: 'size', sentence: t('Sizes are whole numbers of pixels from 1 to 8192.') }];
  const dims = facts?.inputs.find((input) => input.name === inputName)?.dims;
  if (dims?.length !== 4) return [];
  const [fixedHeight, fixedWidth] = layout === 'NCHW' ? [dims[2], dims[3]] : [dims[1], dims[2]];
  if (!differs(fixedHeight, height) && !differs(fixedWidth, width)) return [];
  const taken = { layout, width: String(fixedWidth), height: String(fixedHeight) };
  const sentence = t(
    'In the layout {layout} the network takes {width} × {height} pixels. Set that size, or the other layout.',
    taken,
  );
  return [{ field: 'size', sentence }];
}

const differs = (fixed: number | string | undefined, chosen: number): boolean =>
  typeof fixed === 'number' && fixed > 0 && fixed !== chosen;

function normalizationProblems({ preprocessing: { mean, std } }: ModelCard): CardProblem[] {
  const problems: CardProblem[] = [];
  if (![...mean, ...std].every(Number.isFinite))
    problems.push({ field: 'normalization', sentence: t('Mean and deviation need three numbers each.') });
  if (std.some((value) => value <= 0))
    problems.push({
      field: 'normalization',
      sentence: t('A deviation must be larger than 0: pixels are divided by it.'),
    });
  return problems;
}

function classProblems({ task, classNames, outputName }: ModelCard, facts: GraphFacts | null): CardProblem[] {
  if (task !== 'classification') return [];
  const classes = facts === null ? null : classCountOf(facts, outputName);
  // Without any name a network can be used all the same: its classes are then called by their numbers.
  if (classes === null || classNames.length === 0 || classNames.length === classes) return [];
  const mismatch = t('There are {names} class names, but the output "{output}" has {classes} classes.', {
    ...{ names: String(classNames.length), output: outputName, classes: String(classes) },
  });
  return [{ field: 'classes', sentence: `${mismatch} ${remedy(classNames.length, classes)}` }];
}

function remedy(have: number, classes: number): string {
  if (have === classes + 1) return t('The list may begin with a "background" line that this network does not have.');
  if (have === classes - 1) return t('The network may have a "background" class first that the list leaves out.');
  return t('This is probably the list of another network.');
}
