import type { PhotographerProfile } from '../../../contract/index.ts';
import type { PhotographerRecord } from '../store.ts';
import { confusionTable } from './confusion.ts';
import { findings } from './findings.ts';
import { markup } from './markup.ts';
import { photographerMap } from './map.ts';
import { photographerSection } from './photographer.ts';
import { scoreTable } from './scores.ts';
import { style } from './style.ts';
import { percent } from './words.ts';

export interface ReportContent extends PhotographerRecord {
  readonly profiles: readonly PhotographerProfile[];
  readonly recognizer: string;
  /** Pictures of photos as addresses that hold them, by path; a photo without one is left out. */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** The report as one page that needs nothing beside it: no script, no file, no connection. */
export function reportPage({ name, trunkName, createdMs, report, profiles, recognizer, thumbnails }: ReportContent) {
  const { classNames, photos, shoots, folds, repetitions, strangers } = report;
  const made = new Date(createdMs).toISOString().slice(0, 10);
  const { markup: page } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p>${classNames.length} photographers, ${photos} photos in ${shoots} shoots. Learned in Fovea from ${trunkName} on ${made}.</p>
</header>
<main>
${findings(report.findings)}
<section>
<h2>How often it is right</h2>
<p>Each photo is judged by machines that did not know its shoot: ${folds}-fold cross-validation with shoots kept whole,
drawn ${repetitions === 1 ? 'once' : `${repetitions} times`}. Bars show the share of right answers with its 95 % interval.</p>
${scoreTable(report.rows)}
${
  strangers === null
    ? null
    : markup`<p>Strangers are told from known photographers with an area under the curve of ${strangers.area.toFixed(2)}
(0.5 is chance), measured by leaving ${strangers.leftOut} out of learning ${strangers.draws} times.${noticed(report)}</p>`
}
</section>
<section>
<h2>Who is taken for whom</h2>
${confusionTable(report)}
</section>
<section>
<h2>Photographers beside each other</h2>
<p>Those whose photos the features find alike lie together.</p>
${photographerMap(report)}
</section>
${classNames.map((_, classIndex) => photographerSection(report, classIndex, { profiles, recognizer, thumbnails }))}
</main>
</body>
</html>
`;
  return page;
}

/** What the network answers where it says "nobody I know" as rarely as was asked for. */
function noticed({ strangers, familiarity }: ReportContent['report']): string {
  const at = strangers?.curve.find(({ below }) => below >= familiarity.below);
  if (at?.fooled == null) return '';
  return ` As it stands it answers ${percent(at.answered)} of known photographers’ photos and ${percent(at.fooled)} of strangers’.`;
}
