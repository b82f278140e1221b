import type { PhotographerReport } from '../../../contract/index.ts';
import { markup, type Markup } from './markup.ts';

/** More rows fit no page; the figures of each photographer stand in their section. */
const mostClasses = 60;

/** Photos of each photographer, and whom they were taken for. */
export function confusionTable({
  classNames,
  confusion,
}: Pick<PhotographerReport, 'classNames' | 'confusion'>): Markup {
  if (classNames.length > mostClasses)
    return markup`<p>There are too many photographers for a table of each against each.</p>`;
  return markup`<p>Rows are who took a photo, columns who was answered; a mean over the repetitions.</p>
<div class="wide"><table class="confusion">
<thead><tr><th></th>${classNames.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${confusion.map(
  (row, truth) => markup`<tr><th scope="row">${classNames[truth] ?? ''}</th>${cells(row)}</tr>
`,
)}</tbody></table></div>`;
}

/** Shaded by the share of the row. */
function cells(row: readonly number[]): Markup[] {
  const all = Math.max(
    1e-9,
    row.reduce((sum, count) => sum + count, 0),
  );
  return row.map((count) => {
    const share = Math.round((100 * count) / all);
    const shown = count < 0.05 ? '' : count.toFixed(Number.isInteger(count) ? 0 : 1);
    return markup`<td style="background: color-mix(in srgb, var(--fill) ${Math.round(share * 0.6)}%, transparent)">${shown}</td>`;
  });
}
