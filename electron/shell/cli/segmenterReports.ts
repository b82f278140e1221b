import type {
  EngineContract,
  Model,
  OutputOf,
  ProgressOf,
  SegmenterPhase,
  SegmenterReport,
  SegmenterScores,
} from '../../contract/index.ts';
import { printJson, sentences } from './output.ts';
import { percent, table } from './tables.ts';

// How `fovea train segmentation` says how far it is, and what came out.

const phaseInWords: Readonly<Record<SegmenterPhase, string>> = {
  looking: 'Looking at photos and masks',
  describing: 'Describing photos',
  head: 'Learning the head',
  tuning: 'Tuning all layers',
  evaluating: 'Judging photos held out',
  saving: 'Saving',
};

/** For example "Tuning all layers · 120/640 · loss 0.412". */
export function stepInWords({ phase, done, total, loss }: ProgressOf<EngineContract['segmentation.train']>): string {
  const parts = [phaseInWords[phase], ...(total > 1 ? [`${done}/${total}`] : [])];
  return [...parts, ...(loss === null ? [] : [`loss ${loss.toPrecision(3)}`])].join(' · ');
}

type Done = OutputOf<EngineContract['segmentation.train']>;

const shown = (share: number | null | undefined): string =>
  share === null || share === undefined ? '–' : percent(share);

export function segmenterInWords({ model, report }: Done): string[] {
  const { head, tuned, learned, judged, kept, problems, warnings } = report;
  const known = [
    ...(head ? [{ title: 'head', scores: head }] : []),
    ...(tuned ? [{ title: 'tuned', scores: tuned }] : []),
  ];
  return [
    ...(known.length === 0 ? [] : [...scoreTable(report, known), '']),
    `Learned from ${learned} photos, judged by ${judged} others.`,
    `Saved: ${kept === 'head' ? 'the head alone' : 'the tuned network'}, as "${model.card.name}" (${model.hash.slice(0, 8)}).`,
    ...warnings,
    ...problems.map(({ path, problem }) => `${path}: ${sentences(problem)}`),
  ];
}

interface Known {
  readonly title: string;
  readonly scores: SegmenterScores;
}

function scoreTable({ classNames }: SegmenterReport, known: readonly Known[]): string[] {
  const row = (title: string, of: (scores: SegmenterScores) => number | null | undefined): string[] => [
    title,
    ...known.map(({ scores }) => shown(of(scores))),
  ];
  const rows = [
    ...classNames.map((name, at) => row(name, ({ ious }) => ious[at])),
    row('mean IoU', ({ meanIou }) => meanIou),
    row('pixels right', ({ pixelAccuracy }) => pixelAccuracy),
  ];
  return table(['IoU', ...known.map(({ title }) => title)], rows, [1, 2]);
}

export function printSegmenter({ model, report }: Done): void {
  const { classNames, problems, head, tuned, ...rest } = report;
  classNames.forEach((name, at) =>
    printJson({ class: name, index: at, headIou: head?.ious[at] ?? null, tunedIou: tuned?.ious[at] ?? null }),
  );
  problems.forEach(({ path, problem: { code, message } }) => printJson({ path, error: { code, message } }));
  printJson({
    summary: {
      ...summaryOf(model),
      ...rest,
      head: means(head),
      tuned: means(tuned),
      failed: problems.length,
      stopped: false,
    },
  });
}

const summaryOf = ({ hash, card }: Model) => ({ model: hash, name: card.name, classes: card.classNames });

const means = (scores: SegmenterScores | null) =>
  scores && { meanIou: scores.meanIou, pixelAccuracy: scores.pixelAccuracy };
