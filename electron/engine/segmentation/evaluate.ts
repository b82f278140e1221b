import {
  FoveaError,
  mostConfusedPairs,
  problemOf,
  type DeviceId,
  type EngineContract,
  type ModelFile,
  type OutputOf,
  type ProgressOf,
  type SegmentationSettings,
} from '../../contract/index.ts';
import {
  boundaryF,
  classAccuracies,
  classIoUs,
  confusedPairs,
  meanIoU,
  meanOf,
  pixelAccuracy,
  segmentationTally,
  tallied,
} from '../../runner/vision/index.ts';
import { walk, type RunnerProcess } from '../jobs/index.ts';
import { atSize } from './masks.ts';
import { masksAt, truthOf } from './truths.ts';
import { ofThePhoto, segmented } from './segmented.ts';

type Method = EngineContract['segmentation.evaluate'];

export interface MasksToJudge {
  readonly paths: readonly string[];
  /** Hold a mask for each photo: an indexed PNG of its name. */
  readonly truths: readonly string[];
  readonly model: ModelFile;
  readonly settings: SegmentationSettings;
  /** A class of the masks that means "not judged", beside 255. */
  readonly voidClass: number | null;
  readonly device: DeviceId;
}

/** Boundaries count as met within this share of the diagonal (Csurka et al., 2013, section 4). */
const boundaryTolerance = 0.0075;

/** How well a network agrees with masks; a photo without a mask, or that cannot be read, is reported and left out. */
export async function evaluateMasks(
  runner: Pick<RunnerProcess, 'ask'>,
  asked: MasksToJudge,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const paths: string[] = [];
  for await (const { path } of walk(asked.paths, signal)) paths.push(path);
  const masks = await masksAt(asked.truths, signal);
  const names = asked.model.card.classNames;
  let tally = segmentationTally(names.length);
  const photos: OutputOf<Method>['photos'][number][] = [];
  const boundaries: (number | null)[] = [];
  for (const [index, path] of paths.entries()) {
    onProgress({ done: index, total: paths.length });
    try {
      const truth = await truthOf(path, masks, asked.voidClass);
      const predicted = await segmented(runner, { ...asked, path }, { signal }, ({ map }) =>
        atSize(map, truth.width, truth.height),
      );
      tally = tallied(tally, predicted, truth);
      const own = tallied(segmentationTally(names.length), predicted, truth);
      const tolerancePx = boundaryTolerance * Math.hypot(truth.width, truth.height);
      boundaries.push(boundaryF(predicted, truth, { classes: names.length, tolerancePx }).mean);
      const confused = confusedPairs(own).slice(0, mostConfusedPairs);
      photos.push({ path, meanIou: meanIoU(own), pixelAccuracy: pixelAccuracy(own), confused, problem: null });
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof FoveaError) || !ofThePhoto.test(thrown.code)) throw thrown;
      photos.push({ path, meanIou: null, pixelAccuracy: null, confused: [], problem: problemOf(thrown) });
    }
  }
  onProgress({ done: paths.length, total: paths.length });
  const [ious, accuracies] = [classIoUs(tally), classAccuracies(tally)];
  const width = names.length + 1;
  return {
    model: asked.model.card.name,
    meanIou: meanIoU(tally),
    pixelAccuracy: pixelAccuracy(tally),
    boundaryF: meanOf(boundaries),
    classes: names.map((className, at) => ({ className, iou: ious[at] ?? null, accuracy: accuracies[at] ?? null })),
    confusion: names.map((_, row) => [...tally.counts.subarray(row * width, (row + 1) * width)]),
    // The worst first: what a person wants to look at.
    photos: photos.toSorted((a, b) => (a.meanIou ?? -1) - (b.meanIou ?? -1)),
  };
}
