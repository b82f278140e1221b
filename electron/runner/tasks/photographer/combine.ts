import type { AttributionRow } from '../../../contract/index.ts';
import type { HeadFeatures } from '../../training/index.ts';
import { costOf, judged, repeated, validated, type Repeated } from './compare.ts';
import { sideBySide, type TapRows } from './rows.ts';
import { withinSpan } from './span.ts';
import { tapName } from './taps.ts';
import type { Work } from './work.ts';

/** Places that are read side by side, at most: each further one makes less of a difference. */
const mostTaps = 3;
/** Cost of a mistake at which taps are compared: rows of length 1 are at their best from 1 to 10. */
const comparedAt = 10;
/** Of the taps that helped beside the best one, those that are tried beside two. */
const triedAgain = 3;

/** What was chosen to read, and how it was found. */
export interface Chosen {
  readonly taps: readonly TapRows[];
  readonly c: number;
  readonly measured: Repeated;
  readonly rows: readonly AttributionRow[];
}

/** How features did with the C that suits them. */
type Measured = Pick<Chosen, 'c' | 'measured'>;

interface Candidate {
  readonly taps: readonly TapRows[];
  readonly c: number;
  readonly cost: number;
  readonly outOfFold: Float32Array;
}

/**
 * Chooses which features to read: the single tap with which the truth is likeliest, then, one after the other, the tap that
 * makes it likelier still beside it. Compared is at one C on the folds of the first repetition; what was chosen
 * gets a C of its own, and is measured on all, as the best single tap is.
 *
 * @param sets  candidates, as `candidateTaps` orders them; those that were asked for are taken as they are
 */
export async function chooseTaps(work: Work, sets: readonly TapRows[]): Promise<Chosen> {
  const { settings } = work.input;
  const spans = new Map<TapRows, TapRows>();
  for (const set of sets) spans.set(set, await spanned(set, work));
  const tries = settings.taps ? 1 : 2 * sets.length + triedAgain + 2;
  const total = tries + 2 * settings.repetitions;
  let done = 0;
  const step = (): void => work.scope.progress({ phase: 'choosing', done: Math.min(done++, total), total });
  const tryOut = async (taps: readonly TapRows[], c: number | null): Promise<Candidate> => {
    step();
    const choice = await validated(featuresOf(taps, spans, work), work, work, { c });
    return { taps, c: choice.c, cost: costOf(choice.outOfFold, work), outOfFold: choice.outOfFold };
  };
  const measure = ({ taps, c, outOfFold }: Candidate): Promise<Repeated> =>
    repeated(featuresOf(taps, spans, work), work, work, { c, first: outOfFold, onDone: step });
  const settle = async (taps: readonly TapRows[]): Promise<Measured> => {
    const settled = await tryOut(taps, settings.c);
    return { c: settled.c, measured: await measure(settled) };
  };

  if (settings.taps) {
    const asked = await settle(sets);
    return { taps: sets, ...asked, rows: [rowOf(sets, asked.measured, settings.repetitions, true)] };
  }
  const compared = settings.c ?? comparedAt;
  const singles: Candidate[] = [];
  for (const set of sets) singles.push(await tryOut([set], compared));
  const [best] = singles.toSorted((a, b) => a.cost - b.cost);
  if (!best) throw new Error('Photographers are told apart by features of some kind.');
  const combined = await extended(best, sets, (taps) => tryOut(taps, compared));
  const chosen = await settle(combined.taps);
  const alone = combined === best ? chosen.measured : await measure(best);
  const rows = singles.map((single) =>
    single === best
      ? rowOf(single.taps, alone, settings.repetitions, combined === best)
      : rowOf(single.taps, judged([single.outOfFold], work, work), 1, false),
  );
  if (combined !== best) rows.push(rowOf(combined.taps, chosen.measured, settings.repetitions, true));
  return { taps: combined.taps, ...chosen, rows };
}

async function extended(
  best: Candidate,
  sets: readonly TapRows[],
  tryOut: (taps: readonly TapRows[]) => Promise<Candidate>,
): Promise<Candidate> {
  let at = best;
  let others: readonly TapRows[] = sets;
  while (at.taps.length < mostTaps) {
    const tried: { readonly set: TapRows; readonly own: Candidate }[] = [];
    for (const set of others.filter(({ tap }) => at.taps.every((own) => own.tap.value !== tap.value)))
      tried.push({ set, own: await tryOut([...at.taps, set]) });
    const { cost } = at;
    const helping = tried.filter(({ own }) => own.cost < cost).sort((a, b) => a.own.cost - b.own.cost);
    const [next] = helping;
    if (!next) return at;
    at = next.own;
    // What did not help beside one tap hardly helps beside two.
    others = helping.slice(1, 1 + triedAgain).map(({ set }) => set);
  }
  return at;
}

async function spanned(set: TapRows, { photos, products }: Work): Promise<TapRows> {
  const given = { value: '', features: set.values, width: set.width };
  const { features, width } = await withinSpan(given, photos.length, products);
  return { ...set, values: features, width };
}

const featuresOf = (taps: readonly TapRows[], spans: ReadonlyMap<TapRows, TapRows>, { photos }: Work): HeadFeatures =>
  sideBySide(
    taps.map((set) => spans.get(set) ?? set),
    photos.length,
  );

function rowOf(
  taps: readonly TapRows[],
  { accuracy, macroF1 }: Repeated,
  repetitions: number,
  chosen: boolean,
): AttributionRow {
  const kind = taps.length === 1 ? 'features' : 'combination';
  return { kind, name: taps.map(({ tap }) => tapName(tap)).join(' + '), accuracy, macroF1, repetitions, chosen };
}
