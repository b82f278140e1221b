import type { AttributionFinding } from '../../../contract/index.ts';
import { markup, type Markup } from './markup.ts';

/** What a reader should know before believing the figures. */
export function findings(found: readonly AttributionFinding[]): Markup {
  if (found.length === 0) return markup``;
  return markup`<section>
<h2>Before you believe it</h2>
${found.map(
  ({
    severity,
    sentence,
    remedy,
  }) => markup`<div class="finding ${severity}"><p>${sentence}<br><span class="quiet">${remedy}</span></p></div>
`,
)}</section>`;
}
