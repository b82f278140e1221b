import type { AttributionRow } from '../../../contract/index.ts';
import type { HeadFeatures } from '../../training/index.ts';
import { costOf, judged, repeated, validated, type Repeated } from './compare.ts';
import { sideBySide, type TapRows } from './rows.ts';
import { withinSpan } from './span.ts';
import { tapName } from './taps.ts';
import type { Work } from './work.ts';

/** Places that are read side by side, at most: each further one makes less of a difference. */
const mostTaps = 3;

/** What was chosen to read, and how it was found. */
export interface Chosen {
  readonly taps: readonly TapRows[];
  readonly c: number;
  readonly measured: Repeated;
  readonly rows: readonly AttributionRow[];
}

interface Candidate {
  readonly taps: readonly TapRows[];
  readonly c: number;
  readonly cost: number;
  readonly outOfFold: Float32Array;
}

/**
 * Chooses which features to read: the single tap with which the truth is likeliest, then, one after the other, the tap that
 * makes it likelier still beside it. Compared is on the folds of the first repetition; what was chosen, and the best single
 * tap, are measured on all.
 *
 * @param sets  candidates, as `candidateTaps` orders them; those that were asked for are taken as they are
 */
export async function chooseTaps(work: Work, sets: readonly TapRows[]): Promise<Chosen> {
  const { settings } = work.input;
  const spans = new Map<TapRows, TapRows>();
  for (const set of sets) spans.set(set, await spanned(set, work));
  const tries = settings.taps ? 1 : sets.length + (mostTaps - 1) * sets.length;
  const total = tries + 2 * settings.repetitions;
  let done = 0;
  const step = (): void => work.scope.progress({ phase: 'choosing', done: Math.min(done++, total), total });
  const tryOut = async (taps: readonly TapRows[], c: number | null): Promise<Candidate> => {
    step();
    const features = sideBySide(
      taps.map((set) => spans.get(set) ?? set),
      work.photos.length,
    );
    const choice = await validated(features, work, work, { c });
    return { taps, c: choice.c, cost: costOf(choice.outOfFold, work), outOfFold: choice.outOfFold };
  };
  const measure = ({ taps, c }: Candidate): Promise<Repeated> =>
    repeated(featuresOf(taps, spans, work), work, work, { c, onDone: step });

  if (settings.taps) {
    const asked = await tryOut(sets, settings.c);
    const measured = await measure(asked);
    return { taps: sets, c: asked.c, measured, rows: [rowOf(asked.taps, measured, settings.repetitions, true)] };
  }
  const singles: Candidate[] = [];
  for (const set of sets) singles.push(await tryOut([set], settings.c));
  const [best] = singles.toSorted((a, b) => a.cost - b.cost);
  if (!best) throw new Error('Photographers are told apart by features of some kind.');
  const combined = await extended(best, sets, (taps) => tryOut(taps, best.c));
  const alone = await measure(best);
  const measured = combined === best ? alone : await measure(combined);
  const rows = singles.map((single) =>
    single === best
      ? rowOf(single.taps, alone, settings.repetitions, combined === best)
      : rowOf(single.taps, judged([single.outOfFold], work, work), 1, false),
  );
  if (combined !== best) rows.push(rowOf(combined.taps, measured, settings.repetitions, true));
  return { taps: combined.taps, c: combined.c, measured, rows };
}

async function extended(
  best: Candidate,
  sets: readonly TapRows[],
  tryOut: (taps: readonly TapRows[]) => Promise<Candidate>,
): Promise<Candidate> {
  let at = best;
  while (at.taps.length < mostTaps) {
    const others = sets.filter(({ tap }) => at.taps.every((own) => own.tap.value !== tap.value));
    const tried: Candidate[] = [];
    for (const set of others) tried.push(await tryOut([...at.taps, set]));
    const [next] = tried.sort((a, b) => a.cost - b.cost);
    if (!next || next.cost >= at.cost) return at;
    at = next;
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
