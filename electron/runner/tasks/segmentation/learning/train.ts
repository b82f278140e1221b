import { join } from 'node:path';
import { encode, withMetadata } from '../../../../compiler/index.ts';
import {
  cardKey,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type Scope,
  type SegmenterReport,
  type SegmenterScores,
} from '../../../../contract/index.ts';
import { writeWhole, type Turn } from '../../../runtime/index.ts';
import { hypercolumnNetwork, type HypercolumnNetwork, type PixelHead, type Size } from '../../../hypercolumns/index.ts';
import { exportSegmenter, tunedNetwork } from '../strokes/index.ts';
import { betterOf, judged } from './judge.ts';
import { readKept, writeKept, type Kept } from './kept.ts';
import { learnHead, tuneAll } from './learn.ts';
import { lookAt } from './lookAt.ts';
import { newLooker } from './looker.ts';
import { parted, type Parts } from './parts.ts';
import { bySize, mostCommonSize, pictureReader } from './pictures.ts';
import { teller, type Method, type Work } from './run.ts';

/**
 * Learns a segmenter from photos and masks, top to bottom: looks at all of them, holds some out, learns a head, tunes all
 * layers where that was asked for, judges both, and writes the better one into the run's folder.
 *
 * Law: on the CPU, a run that was cut off and asked for again writes the same bytes as one that was not.
 *
 * @throws segmentation/no-masks, segmentation/one-class, segmentation/too-many-classes, training/not-trainable,
 *         training/diverged, model/*, runner/no-device, disk/*, engine/stopped
 */
export async function trainSegmenter(
  input: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const tell = teller(scope);
  const total = input.files.length;
  const seen = await lookAt(input, scope.stop, (done, photo) => tell({ phase: 'looking', done, total, photo }));
  const { classNames, problems } = seen;
  const classes = classNames.length;
  const parts = parted(seen, input.settings.seed);
  const learned = bySize(parts.learned, classes);
  const reader = pictureReader(classes, input.voidClass);
  const work: Work = { input, scope, turn, tell, classes, reader };
  const size = mostCommonSize(learned, classes);
  const begun = await beginning(work, { ...parts, learned }, classNames);
  const tuned = input.settings.depth === 'all' ? await tunedFrom(work, { ...parts, learned }, begun) : null;
  const kept = tuned === null ? 'head' : betterOf(begun.headScores, tuned.scores);
  tell({ phase: 'saving', done: 0, total: 1 });
  const best =
    tuned !== null && kept === 'tuned' ? tuned : { ...begun, scores: begun.headScores, networkFor: frozen(work) };
  const saved = await save(work, { ...best, size, classNames, judged: parts.judged.length });
  const report: SegmenterReport = {
    ...{ classNames, problems, kept, head: begun.headScores, tuned: tuned?.scores ?? null },
    ...{ learned: learned.length, judged: parts.judged.length, warnings: parts.warnings },
  };
  return { ...saved, report };
}

const frozen =
  ({ input }: Work) =>
  (size: Size): Promise<HypercolumnNetwork> =>
    hypercolumnNetwork(input.model, size);

/** What is kept of this run, else a new head; it is kept as soon as there is more to come. */
async function beginning(
  work: Work,
  { learned, judged: heldOut }: Parts,
  classNames: readonly string[],
): Promise<Kept> {
  const { folder, settings, device } = work.input;
  const key = JSON.stringify([learned.map(({ path }) => path), heldOut.map(({ path }) => path), classNames]);
  const known = await readKept(folder, key);
  if (known) return known;
  const looker = newLooker(frozen(work), device);
  try {
    const head = await learnHead(work, learned, looker);
    const headScores = await judged(work, bySize(heldOut, work.classes), looker, head);
    const kept: Kept = { key, head, headScores, tuning: null };
    if (settings.depth === 'all') await writeKept(folder, kept);
    return kept;
  } finally {
    await looker.close();
  }
}

/** A head, the network that it reads, and how good the two are. */
interface Answering {
  readonly head: PixelHead;
  readonly networkFor: (size: Size) => Promise<HypercolumnNetwork>;
  readonly scores: SegmenterScores | null;
}

async function tunedFrom(work: Work, { learned, judged: heldOut }: Parts, begun: Kept): Promise<Answering> {
  const { folder, device } = work.input;
  const numbers = await tuneAll(work, learned, {
    ...{ head: begun.head, start: begun.tuning },
    onEpoch: (tuning) => writeKept(folder, { ...begun, tuning }),
  });
  const networkFor = async (size: Size) => tunedNetwork(await frozen(work)(size), numbers);
  const looker = newLooker(networkFor, device);
  try {
    const scores = await judged(work, bySize(heldOut, work.classes), looker, numbers.head);
    return { head: numbers.head, networkFor, scores };
  } finally {
    await looker.close();
  }
}

interface Saving extends Answering {
  readonly size: Size;
  readonly classNames: readonly string[];
  /** Photos that it was judged by. */
  readonly judged: number;
}

/** The bytes depend on nothing but the network and the card, so that the same run makes the same file. */
async function save({ input }: Work, { head, networkFor, scores, size, classNames, judged: count }: Saving) {
  const { graph, card } = exportSegmenter(await networkFor(size), head, classNames);
  const named: ModelCard = {
    ...card,
    ...(input.name !== null && { name: input.name }),
    source: `Learned in Fovea from ${input.model.card.name}`,
    notes: scores && `On ${count} photos held out: ${scoresInWords(scores)}.`,
  };
  const file = join(input.folder, 'model.onnx');
  await writeWhole(file, encode(withMetadata(graph, { [cardKey]: JSON.stringify(named) })));
  return { card: named, file };
}

const scoresInWords = ({ meanIou, pixelAccuracy }: SegmenterScores): string =>
  `mean IoU ${(meanIou ?? 0).toFixed(3)}, pixels right ${(100 * (pixelAccuracy ?? 0)).toFixed(1)} %`;
