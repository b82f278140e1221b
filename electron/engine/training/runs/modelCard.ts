import { readFile } from 'node:fs/promises';
import { RunId } from '../../../contract/index.ts';
import type { ModelCard, RunPlan, RunResult, Share } from '../../../contract/index.ts';
import { depthInWords } from './plan.ts';
import type { RunStore } from './store.ts';

export interface Recorded {
  readonly plan: RunPlan;
  readonly result: RunResult;
  readonly card: ModelCard;
}

/**
 * A page about a trained model, written from its record: what it is for, what it learned from, how good it is and on
 * what, where it is weak, and how to make it again. The front matter is that of the Hugging Face Hub.
 *
 * @see Mitchell et al., "Model Cards for Model Reporting", 2019
 */
export function modelCardOf(recorded: Recorded): string {
  const sections = [head, data, training, evaluation, weaknesses, use, record];
  return `${[frontMatter(recorded), ...sections.map((section) => section(recorded))].join('\n\n')}\n`;
}

/** The page of the run that made a model; null where the run is not here, or the model was not made by one. */
export async function readmeOf(runs: Pick<RunStore, 'files'>, run: string | undefined): Promise<string | null> {
  const known = RunId.safeParse(run);
  return known.success ? readFile(runs.files(known.data).readme, 'utf8').catch(() => null) : null;
}

function frontMatter({ plan, result, card }: Recorded): string {
  const { accuracy, macroF1 } = result.report;
  const metric = (type: string, value: number): string[] => [
    `          - type: ${type}`,
    `            value: ${value}`,
  ];
  return [
    '---',
    'library_name: onnx',
    'pipeline_tag: image-classification',
    ...(card.licence === null ? [] : [`license_name: ${quoted(card.licence)}`]),
    `base_model: ${quoted(plan.baseName)}`,
    'tags: [fovea, fine-tuned]',
    'model-index:',
    `  - name: ${quoted(plan.name)}`,
    '    results:',
    '      - task: { type: image-classification }',
    `        dataset: { name: ${quoted(plan.name)}, type: own-photos }`,
    '        metrics:',
    ...metric('accuracy', accuracy.value),
    ...metric('f1', macroF1.value),
    '---',
  ].join('\n');
}

/** A JSON string is a YAML string too. */
const quoted = (text: string): string => JSON.stringify(text);

function head({ plan }: Recorded): string {
  const { depth, loss } = plan.settings;
  return lines(
    `# ${oneLine(plan.name)}`,
    '',
    `${plan.baseName}, ${depthInWords(depth, loss)} trained on photos of one's own, to tell ${plan.classNames.length} classes apart.`,
  );
}

function data({ plan }: Recorded): string {
  const countOf = (part: string, index: number): number =>
    plan.examples.filter((example) => example.part === part && example.classIndices.includes(index)).length;
  return lines(
    '## Data',
    '',
    `${plan.examples.length} photos${plan.multiLabel ? ', each with any number of classes' : ''}. Photos of one burst and near-duplicates were never parted.`,
    '',
    row('class', 'to learn from', 'to decide when to stop', 'to judge by'),
    row('---', '--:', '--:', '--:'),
    ...plan.classNames.map((name, i) =>
      row(cell(name), countOf('train', i), countOf('holdout', i), countOf('test', i)),
    ),
  );
}

function training({ plan, result }: Recorded): string {
  const { settings } = plan;
  const chosen = [
    `- loss: ${settings.loss}, seed ${settings.seed}, class balance ${settings.balance}`,
    `- features read at: \`${result.layer}\``,
    ...(result.c === null ? [] : [`- C: ${result.c}`]),
    ...(result.folds.length === 0 ? [] : [`- accuracy over ${result.folds.length} folds: ${percents(result.folds)}`]),
    ...(settings.depth.kind === 'head' ? [] : loopOf({ plan, result })),
  ];
  return lines(
    '## Training',
    '',
    ...chosen,
    `- time: ${result.seconds.toFixed(1)} s, of which ${result.featureSeconds.toFixed(1)} s for features`,
  );
}

function loopOf({ plan: { settings }, result }: Pick<Recorded, 'plan' | 'result'>): string[] {
  const rate = result.learningRate === null ? '' : `, learning rate ${result.learningRate}`;
  const ended = result.endedEarly === null ? '' : `; ended early: ${result.endedEarly}`;
  return [
    `- optimizer: ${settings.optimizer}, schedule ${settings.schedule}${rate}, weight decay ${settings.weightDecay}`,
    `- epochs: ${settings.epochs} of ${settings.batch} photos a step, best ${result.bestEpoch ?? 'none'}${ended}`,
    ...(result.restarts.length < 2 ? [] : [`- restarts: ${percents(result.restarts)} on the hold-out`]),
  ];
}

function evaluation({ result: { report, headAccuracy, leak } }: Recorded): string {
  const { macroF1, baseline, count, calibration } = report;
  return lines(
    '## How good it is',
    '',
    `On ${count} photos that it had not seen:`,
    '',
    `- accuracy ${shareInWords(report.accuracy)}; always the most frequent class would be ${percent(baseline)}`,
    `- macro-F1 ${macroF1.value.toFixed(3)} (95 %: ${macroF1.low.toFixed(3)} to ${macroF1.high.toFixed(3)})`,
    `- expected calibration error ${calibration.error.toFixed(3)}`,
    ...(headAccuracy === null ? [] : [`- the head alone on the same photos: ${shareInWords(headAccuracy)}`]),
    ...(leak === null
      ? []
      : [`- cross-validated with groups kept together ${shareInWords(leak.grouped)}; torn ${shareInWords(leak.torn)}`]),
    '',
    row('class', 'photos', 'precision', 'recall', 'F1'),
    row('---', '--:', '--:', '--:', '--:'),
    ...report.classes.map(({ className, count: photos, precision, recall, f1 }) =>
      row(cell(className), photos, shareOrNone(precision), shareOrNone(recall), f1?.toFixed(3) ?? 'nothing to say'),
    ),
  );
}

function weaknesses({ plan, result: { report } }: Recorded): string {
  const few = report.classes.filter(({ count }) => count < 30).map(({ className }) => className);
  return lines(
    '## Limits',
    '',
    `It knows ${plan.classNames.length} classes and nothing else: a photo of something else gets one of them${
      report.unknown === null
        ? '.'
        : `, unless its probability is below ${report.unknown.below.toFixed(2)}: then the answer is "unknown".`
    }`,
    'It was judged on photos from where it learned; cameras, light and places of another kind may be harder.',
    ...(few.length === 0
      ? []
      : [
          `Fewer than 30 photos judge ${few.slice(0, 10).join(', ')}${few.length > 10 ? ' and others' : ''}: there the figures are rough.`,
        ]),
  );
}

function use({ card }: Recorded): string {
  const { width, height, layout, colorOrder, mean, std, fit } = card.preprocessing;
  return lines(
    '## Use',
    '',
    `Input \`${card.inputName}\`: ${layout}, ${width}×${height}, ${colorOrder}, fit "${fit}", (pixel − [${mean.join(', ')}]) / [${std.join(', ')}], pixels 0 to 255.`,
    `Output \`${card.outputName}\`: ${card.outputKind}, one per class in the order of the table.`,
  );
}

function record({ plan, result }: Recorded): string {
  const { versions } = plan;
  return lines(
    '## Record',
    '',
    `- run ${plan.id}, begun ${new Date(plan.startedAtMs).toISOString()}; \`fovea rerun ${plan.id}\` makes it again`,
    `- data set SHA-256 ${plan.datasetHash}`,
    `- base model SHA-256 ${plan.baseModel}`,
    `- model SHA-256 ${result.model}`,
    `- Fovea ${versions.fovea}, ${versions.runtime}, Node ${versions.node}, device ${plan.device}, ${plan.threads} threads`,
  );
}

// ----- words

const lines = (...of: readonly string[]): string => of.join('\n');
const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
const percents = (fractions: readonly number[]): string => fractions.map(percent).join(', ');
const shareInWords = ({ value, low, high }: Share): string =>
  `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;
const shareOrNone = (share: Share | null): string => (share === null ? 'nothing to say' : shareInWords(share));
