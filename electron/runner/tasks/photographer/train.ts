import {
  fail,
  problemOf,
  type Attribution,
  type AttributionRow,
  type CollectedPhoto,
  type Familiarity,
  type ModelCard,
  type PhotographerReport,
  type ProgressOf,
  type Scope,
} from '../../../contract/index.ts';
import { calibrated, openBase, openProducts, type HeadChoice } from '../../training/index.ts';
import { classicalScaling, likeliest } from '../../vision/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { baselines } from './baselines.ts';
import { chooseTaps, type Chosen } from './combine.ts';
import { familiarityOf, signsOf } from './certainty.ts';
import { calibratedScores, learned } from './compare.ts';
import { marksIn } from './marks.ts';
import { findingsOf, type Measurements } from './findings.ts';
import { guardRows } from './guards.ts';
import { photographerGraph, savePhotographers } from './network.ts';
import { rowsOf, sideBySide, tapRows, type TapRows } from './rows.ts';
import { scoresOf } from './scores.ts';
import { withinSpan } from './span.ts';
import { strangers } from './strangers.ts';
import { candidateTaps } from './taps.ts';
import type { Input, Method, Output, Work } from './work.ts';

/**
 * Learns who took photos, and what that knowledge rests on: features at several places of the network, the taps chosen by
 * grouped cross-validation, one linear machine each; then baselines, guards, strangers and marks on the same folds.
 *
 * @throws photographers/one-shoot, training/one-class, training/too-few, training/nothing-readable, model/*, disk/*,
 *         engine/stopped
 */
export async function trainPhotographers(input: Input, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<Output> {
  const products = await openProducts();
  try {
    return await trained(input, { products, scope, turn, stop: scope.stop });
  } finally {
    await products.close();
  }
}

async function trained(input: Input, how: Pick<Work, 'products' | 'scope' | 'turn' | 'stop'>): Promise<Output> {
  const { scope } = how;
  const base = await openBase(input.model, true);
  const looking = { ...how, input, base };
  const taps = input.settings.taps ?? candidateTaps(base);
  const seen = await tapRows(looking, input.photos, taps, 'as-is');
  const kept = input.photos.flatMap((_, at) => (seen.unreadable.has(at) ? [] : [at]));
  const photos = kept.flatMap((at) => input.photos[at] ?? []);
  checkPhotos(input, photos, seen.unreadable.values().next().value?.message ?? 'there are none.');
  const work: Work = {
    ...{ ...looking, photos, classes: input.classNames.length },
    classOf: Int32Array.from(photos, ({ classIndex }) => classIndex),
    groups: Int32Array.from(photos, ({ group }) => group),
  };
  const chosen = await chooseTaps(
    work,
    seen.rows.map((set) => rowsOf(set, kept)),
  );
  const features = sideBySide(chosen.taps, photos.length);
  const measured = await measure(work, chosen);
  const final = await learned(features, work, work, chosen.c);
  scope.progress({ phase: 'saving', done: 0, total: 1 });
  const { graph, features: compared } = photographerGraph(
    base,
    chosen.taps.map(({ tap }) => tap),
    calibrated(final.head, final.calibration),
  );
  const familiar = familiarityIn(work, chosen, final);
  const card = cardOf(work, chosen, graph.outputs[0]?.name ?? '');
  const about = {
    ...{ taps: chosen.taps.map(({ tap }) => tap), trunk: input.model.hash, trunkName: input.model.card.name },
    ...{ settings: input.settings, familiarity: familiar, features: compared },
  };
  await savePhotographers(graph, { card, about, file: input.file, rows: features.features });
  return {
    ...{ card, report: reportOf(work, chosen, measured, familiar), attributions: attributionsOf(work, chosen) },
    unreadable: [...seen.unreadable].map(([at, problem]) => ({
      path: input.photos[at]?.path ?? '',
      problem: problemOf(problem),
    })),
  };
}

/** By answers of machines that had not learned from the shoot, as they are before they become probabilities. */
function familiarityIn({ classOf, groups, classes, input }: Work, { taps }: Chosen, final: HeadChoice): Familiarity {
  const features = sideBySide(taps, classOf.length);
  const scores = calibratedScores(final);
  const signs = signsOf({ scores, features, taps: taps.length }, { features, classOf, groups }, groups);
  const right = Array.from(classOf, (own, photo) => likeliest(scores, photo, classes) === own);
  return familiarityOf(signs, right, input.settings.keepRight);
}

/** What is left of a collection must be enough to learn from and to judge by. */
function checkPhotos({ classNames, photos: asked }: Input, photos: readonly CollectedPhoto[], reason: string): void {
  if (photos.length === 0) fail('training/nothing-readable', { count: asked.length, reason });
  for (const [own, className] of classNames.entries()) {
    const theirs = photos.filter(({ classIndex }) => classIndex === own);
    if (theirs.length < 2) fail('training/too-few', { className, count: theirs.length, needed: 2 });
    if (new Set(theirs.map(({ group }) => group)).size < 2) fail('photographers/one-shoot', { className });
  }
}

interface Measured extends Omit<Measurements, 'chosen'> {
  readonly strangers: PhotographerReport['strangers'];
  readonly chosenRow: AttributionRow;
}

async function measure(work: Work, chosen: Chosen): Promise<Measured> {
  const { settings } = work.input;
  const chosenRow = chosen.rows.find((row) => row.chosen);
  if (!chosenRow) throw new Error('Something was chosen.');
  const told = settings.baselines ? await baselines(work) : null;
  const guards = settings.guards ? await guardRows(work, chosen) : [];
  const marks = settings.guards ? await marksIn(work) : [];
  const given = sideBySide(chosen.taps, work.photos.length);
  const features = await withinSpan(given, work.photos.length, work.products);
  const known = settings.strangers ? await strangers(work, features, chosen.taps.length, chosen.c) : null;
  return { baselines: told, guards, marks, strangers: known, chosenRow };
}

function reportOf(work: Work, chosen: Chosen, measured: Measured, familiarity: Familiarity): PhotographerReport {
  const { input, photos, groups } = work;
  const { settings, classNames } = input;
  const { baselines: told, guards, strangers: known, chosenRow } = measured;
  return {
    ...{ classNames, photos: photos.length, shoots: new Set(groups).size },
    ...{ folds: settings.folds, repetitions: settings.repetitions },
    ...{ taps: chosen.taps.map(({ tap }) => tap), c: chosen.c, familiarity },
    rows: [...chosen.rows, ...guards, ...(told?.rows ?? [])],
    ...scoresOf(work, chosen.measured.answers),
    strangers: known,
    findings: findingsOf(work, { ...measured, chosen: chosenRow }),
    map: mapOf(work, chosen.taps),
  };
}

function attributionsOf({ photos, classes }: Work, { measured }: Chosen): Attribution[] {
  return photos.map((photo, at) => ({
    ...photo,
    probabilities: Array.from(measured.probabilities.subarray(at * classes, (at + 1) * classes)),
  }));
}

/** [K] within 0..1, by the distances between the means of photographers' features. */
function mapOf({ classOf, classes }: Work, taps: readonly TapRows[]): PhotographerReport['map'] {
  const { features, width } = sideBySide(taps, classOf.length);
  const means = new Float64Array(classes * width);
  const counts = new Float64Array(classes);
  for (const [photo, own] of classOf.entries()) {
    counts[own] = (counts[own] ?? 0) + 1;
    for (let f = 0; f < width; f += 1)
      means[own * width + f] = (means[own * width + f] ?? 0) + (features[photo * width + f] ?? 0);
  }
  const distances = Float64Array.from({ length: classes * classes }, (_, at) => {
    const [a, b] = [Math.floor(at / classes), at % classes];
    let square = 0;
    for (let f = 0; f < width; f += 1)
      square += ((means[a * width + f] ?? 0) / (counts[a] ?? 1) - (means[b * width + f] ?? 0) / (counts[b] ?? 1)) ** 2;
    return Math.sqrt(square);
  });
  const places = classicalScaling(distances, classes);
  const reach = Math.max(1e-9, ...places.flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]));
  return places.map(([x, y]) => ({ x: 0.5 + x / (2 * reach), y: 0.5 + y / (2 * reach) }));
}

function cardOf({ input: { name, classNames, model }, photos }: Work, { rows }: Chosen, outputName: string): ModelCard {
  const { inputName, preprocessing, licence } = model.card;
  const accuracy = rows.find((row) => row.chosen)?.accuracy.value ?? 0;
  return {
    ...{ name, task: 'classification', preprocessing, inputName, outputName, licence },
    ...{ outputKind: 'probabilities', classNames: [...classNames] },
    source: `Learned in Fovea from ${model.card.name}`,
    accuracy: {
      on: `${photos.length} photos, each by machines that did not know its shoot`,
      top1: accuracy,
      top5: null,
    },
    ...{ notes: null, confirmed: true },
  };
}
