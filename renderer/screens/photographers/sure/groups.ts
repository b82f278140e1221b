import type { AttributionRow, GuessScore, Measured } from '../../../../electron/contract/index.ts';
import { engineWords, phrase, t } from '../../../words/index.ts';

/** One line of the table of what answers. */
export interface MeasuredRow {
  readonly name: string;
  readonly accuracy: Measured;
  /** null: not measured for it. */
  readonly macroF1: Measured | null;
  readonly chosen: boolean;
}

export interface RowGroup {
  readonly title: string;
  /** What its lines tell, in a sentence. */
  readonly words: string;
  readonly rows: readonly MeasuredRow[];
}

const groups = [
  {
    kind: 'features',
    title: phrase('One place of the network'),
    words: phrase('Features of one layer, a linear machine on top.'),
  },
  { kind: 'combination', title: phrase('Several places'), words: phrase('Features of several layers side by side.') },
  {
    kind: 'deeper',
    title: phrase('Learned deeper'),
    words: phrase(
      'On the shoots of the first repetition, each by what had not learned from it. Compared only; not in use.',
    ),
  },
  {
    kind: 'baseline',
    title: phrase('Without any network'),
    words: phrase('What is reached by next to nothing. Answers must beat it.'),
  },
  { kind: 'guard', title: phrase('With less to see'), words: phrase('What falls here rested on what was taken away.') },
] as const;

/** The rows of a report under what they are, then the person; groups without a row are left out. */
export function groupedRows(rows: readonly AttributionRow[], score: GuessScore | null): readonly RowGroup[] {
  const ofReport = groups.map(({ kind, title, words }) => ({
    ...{ title: t(title), words: t(words) },
    rows: rows
      .filter((row) => row.kind === kind)
      .map(({ name, accuracy, macroF1, chosen }) => ({ name: engineWords(name), accuracy, macroF1, chosen })),
  }));
  const you = { title: t('You'), words: t('In the game, on photos of the same collection.'), rows: personRows(score) };
  return [...ofReport, you].filter((group) => group.rows.length > 0);
}

function personRows(score: GuessScore | null): readonly MeasuredRow[] {
  if (!score?.person) return [];
  const you = {
    name: t('You, {count} photos', { count: score.guesses }),
    accuracy: score.person,
    macroF1: null,
    chosen: false,
  };
  if (score.network === null) return [you];
  const { network: value } = score;
  // On these very photos it is a count, not an estimate.
  const exact = { value, low: value, high: value };
  return [you, { name: t('The network, the same photos'), accuracy: exact, macroF1: null, chosen: false }];
}
