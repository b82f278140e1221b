import type { DetectionReport } from '../../contract/index.ts';
import { printJson, sentences } from './output.ts';
import { percent, table } from './tables.ts';

// How well a detector finds things, for people and for programs.

const shown = (share: number | null): string => (share === null ? '–' : percent(share));
/** The worst mistakes that are named. */
const named = 5;

export function detectionInWords(report: DetectionReport): string[] {
  const { classes, mistakes, worst, problems, photos } = report;
  const rows = classes.map(({ className, boxes, ap50, ap50ElevenPoint, ap }) => [
    ...[className, String(boxes)],
    ...[ap50, ap50ElevenPoint, ap].map(shown),
  ]);
  const mean = [report.meanAp50, report.meanAp50ElevenPoint, report.meanAp].map(shown);
  const all = classes.reduce((sum, { boxes }) => sum + boxes, 0);
  return [
    ...table(['class', 'boxes', 'AP 0.5', 'of 2007', 'COCO'], [...rows, ['mean', String(all), ...mean]], [1, 2, 3, 4]),
    '',
    `Of the surest, wrong: ${mistakes.localization} badly placed or found twice, ${mistakes.similar} of a similar class, ${mistakes.other} of another, ${mistakes.background} where nothing is; ${photos} photos judged.`,
    ...worst.slice(0, named).map(({ path, className, kind, score, box }) => {
      const corners = [box.x0, box.y0, box.x1, box.y1].map(Math.round).join(' ');
      return `${path}  ${kind === 'missed' ? 'missed' : `${kind} ${percent(score)}`} ${className}  ${corners}`;
    }),
    ...problems.map(({ path, problem }) => `${path}: ${sentences(problem)}`),
  ];
}

/** One object per class, per mistake and per photo that could not be judged. */
export function printDetection({ classes, worst, problems }: DetectionReport): void {
  for (const { className, boxes, ap50, ap50ElevenPoint, ap } of classes)
    printJson({ class: className, boxes, ap50, ap50ElevenPoint, ap });
  for (const { path, className, kind, score, box } of worst)
    printJson({ path, mistake: kind, class: className, score, box: [box.x0, box.y0, box.x1, box.y1] });
  for (const { path, problem } of problems)
    printJson({ path, error: { code: problem.code, message: problem.message } });
}

/** What a summary says of a report. */
export const detectionSummary = (report: DetectionReport) => ({
  ...{ photos: report.photos, meanAp50: report.meanAp50, meanAp50ElevenPoint: report.meanAp50ElevenPoint },
  ...{ meanAp: report.meanAp, mistakes: report.mistakes, failed: report.problems.length },
});
