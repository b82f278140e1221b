import type {
  InputOf,
  ModelCard,
  OutputOf,
  ProgressOf,
  Report,
  RunnerContract,
  RunResult,
  Scope,
  Share,
  Trial,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import {
  calibrated,
  finished,
  fitTemperature,
  openBase,
  probabilitiesOf,
  type Calibration,
  type HeadWeights,
} from '../../training/index.ts';
import { trainDeeper, type Learned } from './deeper.ts';
import { indicesOf, look, type Seen } from './examples.ts';
import type { Finishing } from './finishing.ts';
import { headLayers } from './layers.ts';
import { solveHead, type SolvedHead } from './head.ts';
import { predictionsOf, probabilitiesFrom, reportOn, truthOf, unknownBelow, type Answers } from './judgement.ts';
import { headOf, withHead, withHeadWeights } from './network.ts';
import { searched } from './search.ts';
import { saveNetwork, savePredictions } from './save.ts';
import { linearScores, scoresOf } from './scores.ts';
import { plainRows } from './data.ts';
import { newTeller } from './teller.ts';
import { scoring, type Work } from './work.ts';

type Method = RunnerContract['training.run'];

/**
 * A training run from its plan to a network in the run's folder, top to bottom: features of every photo (computed once,
 * then kept), a linear head by cross-validation, deeper training where it was asked for, calibration, the report.
 */
export async function trainRun(
  input: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  { turn, finishing }: { readonly turn: Turn; readonly finishing: Finishing },
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const { plan, model } = input;
  const { settings } = plan;
  const tell = newTeller(scope);
  tell.phase('looking', 1, `Opening ${model.card.name}`);
  const base = await openBase(model, settings.batchNorm === 'frozen' || settings.depth.kind === 'head');
  const finishAsked = (): boolean => finishing.isAsked(plan.id);
  const work: Work = { ...input, settings, base, tell, turn, stop: scope.stop, finishAsked };
  try {
    const layers = headLayers(base, settings);
    const seen = await look(
      work,
      layers.map((value) => ({ value, pooled: true })),
      {
        views: 0,
        message: 'Looking at every photo once',
      },
    );
    const featureMs = performance.now() - startedMs;
    const outcome = await learn(work, seen, layers);
    const { result, card } = await conclude(work, seen, outcome);
    const seconds = (performance.now() - startedMs) / 1000;
    return { result: { ...result, seconds, featureSeconds: featureMs / 1000 }, card };
  } finally {
    finishing.forget(plan.id);
  }
}

/** What was learned, and how it answers. */
interface Outcome {
  readonly head: SolvedHead | null;
  readonly deep: Learned | null;
  readonly network: ReturnType<typeof withHead>;
  readonly answers: 'softmax' | 'shares' | 'each';
  /** To the test examples; where there are none, cross-validated answers to all. */
  readonly judged: Answers;
  /** To examples that it did not learn from, other than the test's: what "unknown" is set by. */
  readonly aside: Answers | null;
  /** Cross-validated answers of the linear head to the examples it learned from. */
  readonly outOfFold: Answers | null;
  /** The linear head alone on the test examples. */
  readonly headAccuracy: Share | null;
  /** What the search compared. */
  readonly trials: readonly Trial[];
}

async function learn(work: Work, seen: Seen, layers: readonly string[]): Promise<Outcome> {
  const { plan, settings } = work;
  const { examples } = seen;
  const isHead = settings.depth.kind === 'head';
  const isLinear = !plan.multiLabel && (settings.loss === 'softmax' || settings.loss === 'svm');
  // A head that others are compared with, and that deeper training begins with, sees no hold-out examples.
  const learnedFrom = isHead && isLinear ? indicesOf(examples, 'train', 'holdout') : indicesOf(examples, 'train');
  const head = plan.multiLabel ? null : await solveHead(work, seen, layers, learnedFrom);
  let alone = head && headAnswers(work, seen, head);
  if (isHead && isLinear && head && alone) return headOutcome(work, head, alone);
  const startsFrom = head?.layer === work.base.features ? beginning(head) : null;
  const search = settings.search && examples.some(({ part }) => part === 'holdout');
  const { settings: settled, trials } = search ? await searched(work, examples, startsFrom) : { settings, trials: [] };
  const deep = await trainDeeper({ ...work, settings: settled }, examples, startsFrom);
  if (head && deep.refitted) {
    // Compared is what has learned from as many photos.
    const all = { ...work, settings: { ...settings, c: head.choice.c } };
    const rival = await solveHead(all, seen, layers, indicesOf(examples, 'train', 'holdout'));
    alone = headAnswers(work, seen, rival);
  }
  return { ...(await deepOutcome(work, seen, { head, alone, deep })), trials };
}

/**
 * The head that deeper training begins with. One that sounds surer than it is would spend the first epochs on that: of a
 * strong C, they made flowers5 worse before it became better.
 */
const beginning = ({ choice: { head, calibration } }: SolvedHead): HeadWeights =>
  calibration.kind === 'temperature' ? calibrated(head, calibration) : head;

interface HeadAnswers {
  readonly test: Answers | null;
  readonly outOfFold: Answers;
}

function headAnswers({ plan }: Work, { examples, sets }: Seen, { set, choice, learnedFrom }: SolvedHead): HeadAnswers {
  const classes = plan.classNames.length;
  const test = indicesOf(examples, 'test');
  const pick = (indices: readonly number[]) => indices.flatMap((index) => examples[index] ?? []);
  const features = sets[set];
  if (!features) throw new Error('The head was solved on features that were not computed.');
  const scores = linearScores(plainRows(features, test), choice.head);
  const probabilities = probabilitiesOf(scores, classes, choice.calibration);
  return {
    test: test.length === 0 ? null : { examples: pick(test), probabilities, outOfFold: true },
    outOfFold: { examples: pick(learnedFrom), probabilities: choice.outOfFold, outOfFold: true },
  };
}

function headOutcome({ base }: Work, head: SolvedHead, { test, outOfFold }: HeadAnswers): Outcome {
  const { choice, layer } = head;
  return {
    ...{ head, deep: null, outOfFold, headAccuracy: null, trials: [] },
    network: withHead(base, layer, calibrated(choice.head, choice.calibration)),
    answers: choice.calibration.kind === 'platt' ? 'shares' : 'softmax',
    judged: test ?? outOfFold,
    aside: outOfFold,
  };
}

interface Scored extends Answers {
  readonly scores: Float32Array;
}

interface Deep {
  readonly head: SolvedHead | null;
  readonly alone: HeadAnswers | null;
  readonly deep: Learned;
}

/** Scores of the hold-out say how certain the network may sound. */
async function deepOutcome(
  work: Work,
  { examples }: Seen,
  { head, alone, deep }: Deep,
): Promise<Omit<Outcome, 'trials'>> {
  const { plan, settings, tell } = work;
  const classes = plan.classNames.length;
  tell.phase('evaluating', 1, 'Judging on photos that it has not learned from');
  const answer = async (by: Learned, indices: readonly number[]): Promise<Scored> => {
    const scores = await scoresOf(by.tail, by.dataOf(indices), scoring(work));
    const own = indices.flatMap((index) => examples[index] ?? []);
    return { examples: own, scores, probabilities: scores, outOfFold: true };
  };
  const each = plan.multiLabel || settings.loss === 'sigmoid';
  const final = deep.refitted ?? deep;
  const holdout = await answer(deep, indicesOf(examples, 'holdout'));
  const calibration: Calibration | null = each
    ? null
    : holdout.examples.length === 0
      ? { kind: 'temperature', temperature: 1 }
      : fitTemperature(holdout.scores, truthOf(holdout.examples), classes);
  const known = ({ scores, ...rest }: Scored): Answers => ({
    ...rest,
    probabilities: probabilitiesFrom(scores, classes, calibration),
  });
  const test = indicesOf(examples, 'test');
  const judged = test.length > 0 ? known(await answer(final, test)) : known(holdout);
  const network =
    calibration === null ? final.whole : withHeadWeights(final.whole, calibrated(headOf(final.whole), calibration));
  return {
    ...{ head, deep, network, judged },
    answers: each ? (plan.multiLabel ? 'each' : 'shares') : 'softmax',
    aside: holdout.examples.length === 0 ? null : known(holdout),
    outOfFold: alone?.outOfFold ?? null,
    headAccuracy: alone?.test ? reportOn(alone.test, judging(work, null, 0)).accuracy : null,
  };
}

const judging = ({ plan, settings }: Work, below: number | null, unreadable: number) => ({
  ...{ classNames: plan.classNames, multiLabel: plan.multiLabel, unknownBelow: below },
  ...{ seed: settings.seed, unreadable },
});

interface Concluded {
  readonly result: Omit<RunResult, 'seconds' | 'featureSeconds'>;
  readonly card: ModelCard;
}

async function conclude(work: Work, { unreadable }: Seen, outcome: Outcome): Promise<Concluded> {
  const { plan, settings, base, folder, tell } = work;
  const { head, deep, judged, aside, outOfFold, headAccuracy } = outcome;
  const classes = plan.classNames.length;
  tell.phase('saving', 1, 'Saving the network');
  const below = plan.multiLabel ? null : unknownBelow(aside, classes, settings.keepRight);
  const report = reportOn(judged, judging(work, below, unreadable.length));
  const graph = finished(base, outcome.network, outcome.answers);
  const card = cardOf(work, outcome, report, below, graph.outputs[0]?.name ?? '');
  const model = await saveNetwork(graph, card, folder);
  const lines = [judged, ...(outOfFold && outOfFold !== judged ? [outOfFold] : [])];
  await savePredictions(
    lines.flatMap((answers) => predictionsOf(answers, classes)),
    folder,
  );
  const best = deep?.trained.epochs.findLast((epoch) => epoch.best);
  return {
    card: { ...card, run: plan.id },
    result: {
      ...{ model, report, headAccuracy },
      holdoutAccuracy: best?.holdoutAccuracy ?? null,
      leak: head?.leak ?? null,
      trials: [...(head?.choice.trials ?? []), ...outcome.trials],
      restarts: deep?.trained.restarts ?? [],
      folds: head?.choice.folds ?? [],
      bestEpoch: deep?.trained.bestEpoch ?? null,
      layer: deep ? base.features : (head?.layer ?? base.features),
      c: deep ? null : (head?.choice.c ?? null),
      learningRate: deep?.trained.learningRate ?? null,
      winners: deep?.trained.winners ?? {},
      endedEarly: deep?.trained.endedEarly ?? null,
    },
  };
}

/** How to use what was trained. Without the run's name and date: the same run shall make the same file. */
function cardOf(
  { plan, base }: Work,
  { answers }: Outcome,
  report: Report,
  below: number | null,
  outputName: string,
): ModelCard {
  const { inputName, preprocessing, licence } = base.card;
  return {
    ...{ name: plan.name, task: 'classification', preprocessing, inputName, outputName, licence },
    outputKind: answers === 'softmax' ? 'logits' : 'probabilities',
    classNames: [...plan.classNames],
    source: `Trained in Fovea from ${base.card.name}`,
    accuracy: { on: `${report.count} photos set aside from ${plan.name}`, top1: report.accuracy.value, top5: null },
    notes: null,
    confirmed: true,
    ...(below !== null && { unknownBelow: below }),
  };
}
