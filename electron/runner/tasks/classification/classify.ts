import { availableParallelism } from 'node:os';
import {
  type ClassifiedPhoto,
  failure,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import { decodeAhead, type Outcome } from '../../pixels/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { type BatchSize, measureBatchSize } from './batchSize.ts';
import type { OpenClassifier } from './classifier.ts';
import { suggestionsIn } from './scores.ts';
import { type LastingClassifier, openWithFallback } from './withFallback.ts';

type Method = RunnerContract['classification.classify'];
type Step = ProgressOf<Method>;

/** What the tasks of this folder need besides their request. */
export interface Ability {
  readonly open: OpenClassifier;
  readonly turn: Turn;
}

const sizesOnCpu = [1, 2, 4, 8];
const sizesOnDevice = [1, 4, 8, 16, 32];
/** Each report becomes one transaction in the library; more often than this nobody can see. */
const reportEveryMs = 100;

/**
 * Classifies a list of photos. While one batch runs on this thread, the next photos are decoded on libuv's; their order
 * is kept, and each is reported exactly once, with its classes or with the reason why there are none.
 */
export async function classify(
  { model, paths, topK, device, batch: wanted }: InputOf<Method>,
  scope: Scope<Step>,
  { open, turn }: Ability,
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const classifier = await turn(() => openWithFallback(model, device, open));
  try {
    const ahead = decodeAhead(paths, model.card.preprocessing);
    const batch = measureBatchSize(sizesFor(classifier, wanted));
    const untilStopped = stopper(scope);
    const report = reporter(classifier, scope);
    scope.progress({ photos: [], device: classifier.device, fellBack: classifier.fellBack });
    try {
      for (;;) {
        const count = batch.next();
        const outcomes = await untilStopped(ahead.take(count, depthFor(count)));
        if (outcomes.length === 0) break;
        const asked = { card: model.card, topK, least: wanted ?? 0 };
        report.add(await turn(() => answer(outcomes, classifier, asked, batch)));
      }
    } finally {
      report.flush();
    }
    const { done, failed } = report;
    const perSecond = (1000 * done) / (performance.now() - startedMs);
    return { done, failed, device: classifier.device, batch: batch.best, perSecond };
  } finally {
    classifier.close();
  }
}

function sizesFor({ fixedBatch, device }: LastingClassifier, wanted: number | undefined): readonly number[] {
  const only = fixedBatch ?? wanted;
  if (only !== undefined) return [only];
  return device === 'cpu' ? sizesOnCpu : sizesOnDevice;
}

/**
 * Photos decoded or being decoded. While a run blocks this thread no decoding can be started, so enough of it must
 * have been handed to libuv beforehand to keep every core busy through the run.
 */
const depthFor = (batch: number): number => 2 * batch + 2 * availableParallelism();

interface Answering {
  readonly card: ModelCard;
  readonly topK: number;
  /** Photos of the smallest run; what is missing is filled up. */
  readonly least: number;
}

/** Runs one batch. Photos that could not be read take no part in the run. */
async function answer(
  outcomes: readonly Outcome[],
  classifier: LastingClassifier,
  { card, topK, least }: Answering,
  batch: BatchSize,
): Promise<ClassifiedPhoto[]> {
  const pixels = outcomes.flatMap(({ photo }) => (photo ? [photo.pixels] : []));
  const startedMs = performance.now();
  const rows = pixels.length === 0 ? [] : await classifier.classify(filled(pixels, classifier.fixedBatch ?? least));
  batch.record(pixels.length, performance.now() - startedMs);
  const next = rows.values();
  return outcomes.map(({ index, path, photo, problem }) => {
    const row = photo ? next.next().value : undefined;
    return {
      index,
      path,
      width: photo?.width ?? null,
      height: photo?.height ?? null,
      top: row ? suggestionsIn(row, topK, card) : [],
      damaged: photo?.damaged ?? false,
      problem,
    };
  });
}

/** At least so many photos: the first stands in for those that are missing, and its other answers are not read. */
function filled(photos: readonly Uint8Array[], least: number): readonly Uint8Array[] {
  const [first] = photos;
  if (!first || photos.length >= least) return photos;
  return [...photos, ...Array.from({ length: least - photos.length }, () => first)];
}

/** Collects answers and reports them together; says at once when the CPU had to take over. */
function reporter(classifier: LastingClassifier, scope: Scope<Step>) {
  let photos: ClassifiedPhoto[] = [];
  let lastMs = performance.now();
  const counts = { done: 0, failed: 0 };

  const flush = (): void => {
    if (photos.length > 0) scope.progress({ photos, device: classifier.device, fellBack: classifier.fellBack });
    photos = [];
    lastMs = performance.now();
  };

  return {
    add(answered: readonly ClassifiedPhoto[]): void {
      photos.push(...answered);
      counts.done += answered.length;
      counts.failed += answered.filter(({ problem }) => problem !== null).length;
      if (performance.now() - lastMs >= reportEveryMs) flush();
    },
    flush,
    get done() {
      return counts.done;
    },
    get failed() {
      return counts.failed;
    },
  };
}

/** Waits for work, but no longer than until the job is stopped: a slow photo does not hold up the stop. */
function stopper(scope: Scope<Step>): <T>(work: Promise<T>) => Promise<T> {
  let giveUp = (): void => undefined;
  scope.onStop(() => giveUp());
  return (work) => {
    scope.stop.throwIfAborted();
    return new Promise((resolve, reject) => {
      giveUp = () => reject(failure('engine/stopped', {}));
      work.then(resolve, reject);
    });
  };
}
