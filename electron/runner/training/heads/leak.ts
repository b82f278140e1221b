import type { LeakCheck, Stop } from '../../../contract/index.ts';
import { likeliest, wilson } from '../../vision/index.ts';
import { classWeights } from './balance.ts';
import type { HeadAsked, HeadChoice } from './choose.ts';
import { crossValidate, grouped, rightIn } from './folds.ts';
import { Rows } from './rows.ts';

/**
 * What one would have believed had near-duplicates and bursts been torn apart: the chosen head cross-validated with
 * every example for itself, beside the grouped cross-validation that chose it. null where no group has several examples,
 * because then both are the same, or where there is but one group.
 */
export async function leakCheck(
  asked: HeadAsked,
  { set, c, outOfFold, folds }: HeadChoice,
  { stop }: { readonly stop: Stop },
): Promise<LeakCheck | null> {
  const { classOf, groups, classes, loss, threads, balance } = asked;
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const groupsWithSeveral = [...sizes.values()].filter((size) => size > 1).length;
  const given = asked.sets[set];
  if (groupsWithSeveral === 0 || folds.length === 0 || !given) return null;
  const alone = Int32Array.from(groups.keys());
  const torn = grouped(classOf, alone, asked.folds, asked.seed);
  const rows = new Rows(given, { classOf, classes, classWeights: classWeights(classOf, classes, balance) });
  const { scores } = await crossValidate(rows, torn, { c, upTo: torn.count }, { loss, threads, stop });
  const right = classOf.reduce((sum, own, example) => sum + Number(likeliest(outOfFold, example, classes) === own), 0);
  return {
    grouped: wilson(right, classOf.length),
    torn: wilson(rightIn(scores, classOf, torn, torn.count).right, classOf.length),
    groupsWithSeveral,
  };
}
