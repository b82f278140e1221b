import { PhotoGuard, type AttributionRow } from '../../../contract/index.ts';
import { repeated } from './compare.ts';
import type { Chosen } from './combine.ts';
import { sideBySide, tapRows } from './rows.ts';
import { withinSpan } from './span.ts';
import type { Work } from './work.ts';

const names: Readonly<Record<PhotoGuard, string>> = {
  'as-is': 'as they are',
  grey: 'without color',
  'no-border': 'without borders',
  small: 'half as fine',
};

/**
 * How well the same features do on photos that were changed first, learned from and judged in that form: what is lost is
 * what the answers owe to color, to borders, to sharpness.
 */
export async function guardRows(work: Work, { taps, c }: Chosen): Promise<AttributionRow[]> {
  const rows: AttributionRow[] = [];
  for (const guard of PhotoGuard.options.filter((one) => one !== 'as-is')) {
    const wanted = taps.map(({ tap }) => tap);
    const { rows: sets } = await tapRows(work, work.photos, wanted, guard);
    const features = await withinSpan(sideBySide(sets, work.photos.length), work.photos.length, work.products);
    const { accuracy, macroF1 } = await repeated(features, work, work, { c });
    const { repetitions } = work.input.settings;
    rows.push({ kind: 'guard', name: names[guard], accuracy, macroF1, repetitions, chosen: false });
  }
  return rows;
}
