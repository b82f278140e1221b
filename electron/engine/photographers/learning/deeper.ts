import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Prediction,
  TrainingSettings,
  type Attribution,
  type AttributionRow,
  type DeeperKind,
  type DeviceId,
  type Example,
  type KnownModel,
  type PhotographerSettings,
} from '../../../contract/index.ts';
import { agreement, foldsOf, repetitionSeed } from '../../../runner/vision/index.ts';
import { askedAgain, type RunnerProcess } from '../../jobs/index.ts';
import { filesIn, makePlan, readLines } from '../../training/runs/index.ts';

/** What a comparison is made of. N photos in shoots, K photographers. */
export interface Deeper {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly model: KnownModel;
  readonly settings: PhotographerSettings;
  readonly device: DeviceId;
  readonly cacheDir: string;
  /** An empty folder for the runs, which nobody needs afterwards. */
  readonly folder: string;
  readonly classNames: readonly string[];
  /** [N] those that the linear machines were judged by, in their order. */
  readonly photos: readonly Attribution[];
}

interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { readonly phase: 'deeper'; readonly done: number; readonly total: number }) => void;
}

const names: Readonly<Record<DeeperKind, string>> = {
  embedding: 'an embedding by triplets',
  tuned: 'the last two blocks tuned',
};

/** Layers begin with what the network knows; the rest as anybody gets it who trains without a choice. */
const wishes: Readonly<Record<DeeperKind, Partial<TrainingSettings>>> = {
  embedding: { depth: { kind: 'head' }, loss: 'triplet' },
  tuned: { depth: { kind: 'blocks', blocks: 2 }, loss: 'softmax' },
};
/** A small collection is gone through more often: so many photos are learned from in all, but no photo more than 100 times. */
const photosInAll = 4000;
const epochsFor = (photos: number): number => Math.min(100, Math.max(10, Math.ceil(photosInAll / Math.max(1, photos))));

/** Steps of progress that a run counts as. */
const perRun = 100;
/** Of the shoots learned from, one in so many says when to stop. */
const holdouts = 6;

/**
 * Learns deeper on the folds that the linear machines were first judged on, and answers how often it is right on shoots that
 * it has not learned from.
 *
 * @throws training/*, model/*, disk/*, engine/stopped, runner/crashed
 */
export async function learnedDeeper(asked: Deeper, watch: Watch): Promise<AttributionRow[]> {
  const { settings, photos, classNames } = asked;
  const folds = firstFolds(asked);
  const parts = [...new Set(folds)].sort((a, b) => a - b);
  const total = perRun * settings.deeper.length * parts.length;
  const truth = Int32Array.from(photos, ({ classIndex }) => classIndex);
  const groups = Int32Array.from(photos, ({ group }) => group);
  const rows: AttributionRow[] = [];
  let done = 0;
  for (const kind of settings.deeper) {
    const answers = new Int32Array(photos.length).fill(-1);
    for (const part of parts) {
      const tell = (share: number): void =>
        watch.onProgress({ phase: 'deeper', done: Math.round(perRun * (done + share)), total });
      tell(0);
      for (const [photo, answer] of await answersIn(asked, { kind, folds, part }, { ...watch, tell }))
        answers[photo] = answer;
      done += 1;
    }
    const judged = agreement({ answers: [answers], truth, groups, classes: classNames.length, seed: settings.seed });
    rows.push({ kind: 'deeper', name: names[kind], ...judged, repetitions: 1, chosen: false });
  }
  return rows;
}

/** [N] the fold of each photo in the first repetition of the runner's cross-validation. */
function firstFolds({ photos, settings }: Deeper): Int32Array {
  const groups = Int32Array.from(photos, ({ group }) => group);
  return foldsOf({
    ...{ classesOf: photos.map(({ classIndex }) => [classIndex]), groups },
    ...{ folds: Math.min(settings.folds, new Set(groups).size), seed: repetitionSeed(settings.seed, 0) },
  });
}

interface Fold {
  readonly kind: DeeperKind;
  readonly folds: Int32Array;
  /** The one that is judged. */
  readonly part: number;
}

/** Photo and answer, for the photos of one fold that could be read. */
async function answersIn(
  asked: Deeper,
  fold: Fold,
  { signal, tell }: Watch & { readonly tell: (share: number) => void },
): Promise<[photo: number, answer: number][]> {
  const { runner, model, device, cacheDir, classNames, photos, settings } = asked;
  const examples = parted(photos, fold, settings.seed);
  const base = { hash: model.hash, card: model.card, origin: 'trained', bytes: 0 } as const;
  const set = { classNames, multiLabel: false, examples, hash: setHash(examples), findings: [] };
  const epochs = epochsFor(examples.filter(({ part }) => part === 'train').length);
  const run = TrainingSettings.parse({ ...wishes[fold.kind], epochs, seed: settings.seed });
  const plan = makePlan({ name: names[fold.kind], dataset: null, set, base, settings: run, device });
  const files = filesIn(join(asked.folder, `${fold.kind}-${fold.part}`));
  await mkdir(files.folder);
  let moved = false;
  await askedAgain(
    () =>
      runner.ask(
        'training.run',
        { plan, model, folder: files.folder, cacheDir },
        {
          signal,
          onProgress({ epochs }) {
            moved ||= epochs.length > 0;
            const last = epochs.at(-1);
            if (last) tell(Math.min(0.95, last.epoch / run.epochs));
          },
        },
      ),
    () => {
      const hasMoved = moved;
      moved = false;
      return hasMoved;
    },
  );
  const places = new Map(photos.map(({ path }, at) => [path, at] as const));
  return (await readLines(files.predictions, Prediction)).flatMap(({ path, part, predicted }) => {
    const at = places.get(path);
    return part === 'test' && at !== undefined ? [[at, predicted] as [number, number]] : [];
  });
}

/** The fold is for judging; of the rest a few shoots of photographers who have others say when to stop. */
function parted(photos: readonly Attribution[], { folds, part }: Fold, seed: number): Example[] {
  const learned = photos.filter((_, at) => folds[at] !== part);
  const aside = foldsOf({
    ...{ classesOf: learned.map(({ classIndex }) => [classIndex]), folds: holdouts },
    ...{ groups: Int32Array.from(learned, ({ group }) => group), seed },
  });
  const kept = new Set(learned.flatMap(({ classIndex }, at) => (aside[at] === 0 ? [] : [classIndex])));
  const heldOut = new Set(
    learned.flatMap(({ group, classIndex }, at) => (aside[at] === 0 && kept.has(classIndex) ? [group] : [])),
  );
  return photos.map(({ path, hash, classIndex, group }, at) => ({
    ...{ path, hash, classIndices: [classIndex], group },
    part: folds[at] === part ? 'test' : heldOut.has(group) ? 'holdout' : 'train',
  }));
}

const setHash = (examples: readonly Example[]): string =>
  createHash('sha256')
    .update(JSON.stringify(examples.map(({ hash, part }) => [hash, part])))
    .digest('hex');
