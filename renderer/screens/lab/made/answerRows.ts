import type { LabAnswer, LabRun } from '../../../../electron/contract/index.ts';
import { engineWords, t } from '../../../words/index.ts';

interface Row {
  readonly name: string;
  readonly answer: LabAnswer;
  /** What it means, in words; null where there is nothing to compare it with. */
  readonly verdict: string | null;
}

/** The answers of a result by what they say. */
export interface AnswerRows {
  /** Of the network that was looked into, to the pictures themselves. */
  readonly own: readonly LabAnswer[];
  /** Of other networks to the result. */
  readonly others: readonly Row[];
  /** Of the same network after something was done to the result. */
  readonly undone: readonly Row[];
}

const classOf = (answer: LabAnswer | undefined): string | null => answer?.top[0]?.className ?? null;

export function answerRows({ recipe, result: { answers, pictures } }: LabRun): AnswerRows {
  const { name } = recipe.network;
  const abouts = new Set(['original', 'result', ...pictures.map(({ about }) => about)]);
  const isOwn = ({ network }: LabAnswer): boolean => network === name;
  const own = answers.filter((answer) => isOwn(answer) && abouts.has(answer.of));
  const was = classOf(own.find(({ of }) => of === 'original'));
  const madeInto = classOf(own.find(({ of }) => of === 'result'));
  return {
    own,
    others: answers
      .filter((answer) => !isOwn(answer) && answer.of !== 'original')
      .map((answer) => {
        const before = answers.find(({ network, of }) => network === answer.network && of === 'original');
        const named = answer.of === 'result' ? answer.network : `${answer.network}, ${engineWords(answer.of)}`;
        return { name: named, answer, verdict: transferWords(classOf(answer), classOf(before), madeInto) };
      }),
    undone: answers
      .filter((answer) => isOwn(answer) && !abouts.has(answer.of))
      .map((answer) => ({ name: engineWords(answer.of), answer, verdict: undoneWords(classOf(answer), was) })),
  };
}

/** Whether another network is taken in too: by another answer than it gave before, or, unasked before, by the same. */
function transferWords(now: string | null, before: string | null, madeInto: string | null): string | null {
  if (before !== null) return now === before ? t('answers as before') : t('answers otherwise too');
  if (madeInto === null) return null;
  return now === madeInto ? t('sees the same') : t('sees something else');
}

function undoneWords(now: string | null, was: string | null): string | null {
  if (was === null) return null;
  return now === was ? t('undone') : t('still fooled');
}
