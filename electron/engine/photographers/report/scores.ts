import type { AttributionRow, Measured } from '../../../contract/index.ts';
import { markup, type Markup } from './markup.ts';
import { measuredInWords, percent } from './words.ts';

const kinds: Readonly<Record<AttributionRow['kind'], string>> = {
  features: 'features of',
  combination: 'side by side',
  guard: 'the same features',
  baseline: 'without a network',
  deeper: 'learned deeper,',
};

/** Pixels of a bar that stands for all. */
const [width, height] = [240, 14];

/** What answers, how often it is right, and how sure that is: the best first within each kind. */
export function scoreTable(rows: readonly AttributionRow[]): Markup {
  const order: readonly AttributionRow['kind'][] = ['combination', 'features', 'deeper', 'guard', 'baseline'];
  const sorted = rows.toSorted(
    (a, b) =>
      Number(b.chosen) - Number(a.chosen) ||
      order.indexOf(a.kind) - order.indexOf(b.kind) ||
      b.accuracy.value - a.accuracy.value,
  );
  return markup`<div class="wide"><table>
<thead><tr><th scope="col">What answers</th><th scope="col">Right</th><th scope="col"></th><th scope="col">F1</th></tr></thead>
<tbody>
${sorted.map(rowOf)}
</tbody></table></div>`;
}

const rowOf = ({
  kind,
  name,
  accuracy,
  macroF1,
  chosen,
}: AttributionRow): Markup => markup`<tr${chosen ? markup` class="chosen"` : null}>
<th scope="row"><span class="quiet">${kinds[kind]}</span> ${name}${chosen ? ' (in use)' : ''}</th>
<td>${bar(accuracy)}</td><td class="number">${measuredInWords(accuracy)}</td><td class="number">${percent(macroF1.value)}</td>
</tr>
`;

/** A share as a bar, with its interval as a line across its end. */
export function bar({ value, low, high }: Measured): Markup {
  const at = (share: number): string => (width * Math.min(1, Math.max(0, share))).toFixed(1);
  const middle = height / 2;
  return markup`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${measuredInWords({ value, low, high })}"><rect class="ground" width="${width}" height="${height}"/><rect class="bar" width="${at(value)}" height="${height}"/><line class="reach" x1="${at(low)}" x2="${at(high)}" y1="${middle}" y2="${middle}" stroke-width="2"/></svg>`;
}
