import type { AttributionRow, GuessScore, Measured } from '../../../../electron/contract/index.ts';

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
  { kind: 'features', title: 'One place of the network', words: 'Features of one layer, a linear machine on top.' },
  { kind: 'combination', title: 'Several places', words: 'Features of several layers side by side.' },
  {
    kind: 'deeper',
    title: 'Learned deeper',
    words: 'On the shoots of the first repetition, each by what had not learned from it. Compared only; not in use.',
  },
  {
    kind: 'baseline',
    title: 'Without any network',
    words: 'What is reached by next to nothing. Answers must beat it.',
  },
  { kind: 'guard', title: 'With less to see', words: 'What falls here rested on what was taken away.' },
] as const;

/** The rows of a report under what they are, then the person; groups without a row are left out. */
export function groupedRows(rows: readonly AttributionRow[], score: GuessScore | null): readonly RowGroup[] {
  const ofReport = groups.map(({ kind, title, words }) => ({
    ...{ title, words },
    rows: rows
      .filter((row) => row.kind === kind)
      .map(({ name, accuracy, macroF1, chosen }) => ({ name, accuracy, macroF1, chosen })),
  }));
  const you = { title: 'You', words: 'In the game, on photos of the same collection.', rows: personRows(score) };
  return [...ofReport, you].filter((group) => group.rows.length > 0);
}

function personRows(score: GuessScore | null): readonly MeasuredRow[] {
  if (!score?.person) return [];
  const you = { name: `You, ${String(score.guesses)} photos`, accuracy: score.person, macroF1: null, chosen: false };
  if (score.network === null) return [you];
  const { network: value } = score;
  // On these very photos it is a count, not an estimate.
  const exact = { value, low: value, high: value };
  return [you, { name: 'The network, the same photos', accuracy: exact, macroF1: null, chosen: false }];
}
