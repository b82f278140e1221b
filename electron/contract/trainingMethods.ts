import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { DeviceId, GrantId, JobId, ModelCard, PhotoId, Sha256 } from './records.ts';
import {
  Dataset,
  DatasetId,
  DepthChoices,
  EpochRecord,
  Example,
  Lesson,
  MapPoint,
  Prediction,
  Report,
  RunId,
  RunPlan,
  RunProgress,
  RunResult,
  SurveyedPhoto,
  TrainingRun,
} from './training.ts';
import { Augmentation, TrainingSettings } from './trainingSettings.ts';

/** A network file, its hash, and the card to use it by. */
export const KnownModel = z.object({ path: z.string(), hash: Sha256, card: ModelCard });
export type KnownModel = z.infer<typeof KnownModel>;

/** Where the classes of a set come from. */
export const ExampleSource = z.discriminatedUnion('kind', [
  /** A folder per class; folders named train, val, test split the set. Several grants are one set. */
  z.object({ kind: z.literal('folders'), grants: z.array(GrantId).min(1).readonly() }),
  /** The human labels in the library. */
  z.object({ kind: z.literal('labels') }),
  /** path,label[,split] with a header; paths are relative to the file. */
  z.object({ kind: z.literal('csv'), grant: GrantId }),
  /** XMP and IPTC keywords of photos; `branch` narrows to what lies below it, `flowers` or `plants|flowers`. */
  z.object({ kind: z.literal('keywords'), grants: z.array(GrantId).min(1).readonly(), branch: z.string().nullable() }),
  /** Who took a photo as the file says: EXIF Artist, else IPTC By-line, else XMP dc:creator. */
  z.object({ kind: z.literal('artists'), grants: z.array(GrantId).min(1).readonly() }),
  /** The camera by its model and serial number; photos of the same one are of one class. */
  z.object({ kind: z.literal('cameras'), grants: z.array(GrantId).min(1).readonly() }),
]);
export type ExampleSource = z.infer<typeof ExampleSource>;

const known = z.object({ dataset: DatasetId });
const aRun = z.object({ run: RunId });

/** Pixels of a small picture: base64 of [height, width, 3] RGB bytes. */
export const SmallPicture = z.object({ width: z.int(), height: z.int(), rgb: z.string() });
export type SmallPicture = z.infer<typeof SmallPicture>;

/** The run is named as soon as it is recorded: from then on it can be resumed. */
const filesProgress = RunProgress.extend({
  run: RunId.nullable(),
  /** What was found in the examples: once, before training begins. */
  findings: Dataset.shape.findings.optional(),
});
/** A run that ended, its network file, and how many examples each class has in all. */
const filesOutput = z.object({ run: TrainingRun, path: z.string(), perClass: z.array(z.int()).readonly() });

const trainErrors = [
  'training/bad-csv',
  'training/csv-paths',
  'training/no-class',
  'training/one-class',
  'training/too-few',
  'training/no-test',
  'training/nothing-readable',
  'training/not-trainable',
  'training/diverged',
  'model/unsupported',
  'model/bad-card',
  'disk/full',
] as const;

/** What the window and the command line may ask of the engine about learning. */
export const trainingMethods = {
  // ----- examples

  /** Makes a dataset of what was dropped, and queues a look at its files that also computes their features. */
  'training.open': command({
    input: z.object({ source: ExampleSource }),
    output: z.object({ dataset: DatasetId, job: JobId }),
    errors: ['library/grant-unknown'],
  }),
  'training.datasets': query({ input: nothing, output: z.array(Dataset).readonly() }),
  /** As its files and labels are now. */
  'training.dataset': query({ input: known, output: Dataset, errors: ['training/dataset-unknown'] }),
  /** Into the bin; its photos stay. */
  'training.forgetDataset': command({ input: known, output: nothing, errors: ['training/dataset-unknown'] }),
  /** Out of the bin. */
  'training.restoreDataset': command({ input: known, output: nothing, errors: ['training/dataset-unknown'] }),
  /** How deep a model may be trained on a dataset. */
  'training.depths': query({
    input: z.object({ dataset: DatasetId.nullable(), model: Sha256 }),
    output: DepthChoices,
    errors: ['training/dataset-unknown', 'model/unknown', 'model/unsupported'],
  }),
  /** What augmentation makes of a photo; the same seed makes the same pictures. */
  'training.preview': query({
    input: z.object({
      photo: PhotoId,
      model: Sha256,
      augmentation: Augmentation,
      seed: z.int().nonnegative(),
      count: z.int().min(1).max(12),
    }),
    output: z.array(SmallPicture).readonly(),
    errors: ['library/photo-unknown', 'model/unknown'],
  }),

  // ----- runs

  /** Queues a run. Where nobody has looked at the dataset yet, the run begins with that. */
  'training.start': command({
    input: z.object({ dataset: DatasetId, model: Sha256, settings: TrainingSettings, name: z.string().max(120) }),
    output: z.object({ run: RunId, job: JobId }),
    errors: [...trainErrors, 'training/dataset-unknown', 'model/unknown'],
  }),
  /** Ends a run after its current step and keeps the best weights so far. */
  'training.finish': command({ input: aRun, output: nothing, errors: ['training/run-unknown'] }),
  /** Newest first. */
  'training.runs': query({ input: nothing, output: z.array(TrainingRun).readonly() }),
  /** A run with its curve. */
  'training.run': query({
    input: aRun,
    output: z.object({
      run: TrainingRun,
      settings: TrainingSettings,
      epochs: z.array(EpochRecord).readonly(),
      /** The queued job while it is on the list. */
      job: JobId.nullable(),
    }),
    errors: ['training/run-unknown'],
  }),
  /**
   * Answers of a finished run. cell: test examples of one truth and one prediction · wrong: most certain mistakes first
   * · labels: examples whose label is likely wrong, most likely first.
   */
  'training.predictions': query({
    input: z.object({
      run: RunId,
      of: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cell'), truth: z.int().nonnegative(), predicted: z.int().nonnegative() }),
        z.object({ kind: z.literal('wrong') }),
        z.object({ kind: z.literal('labels') }),
      ]),
      limit: z.int().min(1).max(1000),
    }),
    output: z.object({
      total: z.int(),
      rows: z.array(Prediction.extend({ photo: PhotoId.nullable(), label: z.string().nullable() })).readonly(),
    }),
    errors: ['training/run-unknown'],
  }),
  /** Photos laid out so that what the network sees as alike lies together (UMAP). Computed once, then kept. */
  'training.map': job({
    input: aRun,
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.array(MapPoint.extend({ photo: PhotoId.nullable() })).readonly(),
    errors: ['training/run-unknown'],
  }),
  /** Queues the same run again; its result says whether the weights came out the same. */
  'training.rerun': command({
    input: aRun,
    output: z.object({ run: RunId, job: JobId }),
    errors: ['training/run-unknown', 'training/changed'],
  }),
  /** Queues a run that was stopped or failed; it goes on from its checkpoint. One that waits keeps its place. */
  'training.resume': command({
    input: aRun,
    output: z.object({ job: JobId }),
    errors: ['training/run-unknown', 'training/run-busy'],
  }),
  /** Into the bin; a run that is under way is stopped. Its model stays on the shelf. */
  'training.forgetRun': command({
    input: aRun,
    output: nothing,
    errors: ['training/run-unknown', 'training/run-busy'],
  }),
  /** Out of the bin. */
  'training.restoreRun': command({ input: aRun, output: nothing, errors: ['training/run-unknown'] }),
  /**
   * Writes model.onnx (card in its metadata), a variant with pre- and post-processing inside, labels.txt, self-test
   * inputs and outputs, and a model card into an empty folder.
   */
  'training.export': job({
    input: z.object({ model: z.string(), target: GrantId }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ files: z.array(z.string()).readonly() }),
    errors: ['library/grant-unknown', 'model/unknown', 'export/not-empty', 'disk/full'],
  }),

  // ----- lessons

  /** Ready-made experiments on generated scenes. */
  'training.lessons': query({ input: nothing, output: z.array(Lesson).readonly() }),
  /** Makes the scenes and the network, where they are not there yet, and queues a run for each variant named. */
  'training.tryLesson': job({
    input: z.object({ lesson: z.string(), variants: z.array(z.string()).min(1).readonly() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ dataset: DatasetId, runs: z.array(RunId).readonly() }),
    errors: ['training/lesson-unknown', 'disk/full'],
  }),

  // ----- without the library, for the command line

  /** Makes the scenes and the network of the lessons, where they are not there yet. */
  'training.prepareLessons': job({
    input: nothing,
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ scenes: z.string(), model: Sha256 }),
    errors: ['disk/full'],
  }),

  /** Looks, trains, judges and records a run; `model` is a hash or a name. */
  'training.files': job({
    input: z.object({
      source: ExampleSource,
      model: z.string().nullable(),
      settings: TrainingSettings,
      name: z.string(),
    }),
    progress: filesProgress,
    output: filesOutput.extend({ findings: Dataset.shape.findings }),
    errors: [...trainErrors, 'library/grant-unknown', 'model/none', 'model/unknown'],
  }),
  /** Goes on with a run that was stopped or cut off, from its checkpoint; one that has ended is answered at once. */
  'training.resumeFiles': job({
    input: aRun,
    progress: filesProgress,
    output: filesOutput,
    errors: [...trainErrors, 'training/run-unknown', 'training/run-busy', 'model/unknown'],
  }),
  /** Makes a recorded run again; same: whether every weight came out bit for bit. */
  'training.rerunFiles': job({
    input: aRun,
    progress: filesProgress,
    output: filesOutput.extend({ same: z.boolean() }),
    errors: [...trainErrors, 'training/run-unknown', 'training/changed'],
  }),
  /** Judges a model on a folder per class; classes are matched by name. */
  'training.evaluate': job({
    input: z.object({ source: ExampleSource, model: z.string() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ report: Report, classNames: z.array(z.string()).readonly(), model: z.string() }),
    errors: ['library/grant-unknown', 'model/unknown', 'training/nothing-readable', 'training/no-shared-class'],
  }),
};

/** What the engine announces about learning. */
export const trainingEvents = {
  'training.changed': z.object({}),
  'training.progress': RunProgress.extend({ run: RunId }),
};

/** What the engine may ask of the runner about learning. */
export const trainingRunnerMethods = {
  /**
   * Looks at files: hash, fingerprint, capture time, and in the same pass the model's features, which are kept in
   * `cacheDir`. A file whose path, time and size are known is not opened. model null: no features.
   */
  'training.survey': job({
    input: z.object({
      paths: z.array(z.string()).readonly(),
      model: KnownModel.nullable(),
      cacheDir: z.string(),
      device: DeviceId,
    }),
    progress: z.object({ photos: z.array(SurveyedPhoto).readonly() }),
    output: z.object({ done: z.int(), computed: z.int(), perSecond: z.number() }),
    errors: ['model/unsupported', 'disk/full'],
  }),

  'training.depths': query({
    input: z.object({
      model: KnownModel,
      photos: z.int().nonnegative(),
      classNames: z.array(z.string()).readonly(),
    }),
    output: DepthChoices,
    errors: ['model/unsupported', 'model/not-onnx'],
  }),

  'training.preview': query({
    input: z.object({
      path: z.string(),
      card: ModelCard,
      augmentation: Augmentation,
      seed: z.int().nonnegative(),
      count: z.int().min(1).max(12),
    }),
    output: z.array(SmallPicture).readonly(),
  }),

  /**
   * Trains as the plan says. `folder` is the run's own: metrics.jsonl, checkpoint/, predictions.jsonl and model.onnx are
   * written there; a checkpoint found there is continued.
   */
  'training.run': job({
    input: z.object({ plan: RunPlan, model: KnownModel, folder: z.string(), cacheDir: z.string() }),
    progress: RunProgress,
    /** `model` is the hash of model.onnx in the folder; `card` is how to use it. */
    output: z.object({ result: RunResult, card: ModelCard }),
    errors: [...trainErrors],
  }),

  /** Ends a run that is under way after its current step, keeping the best so far. */
  'training.finish': command({ input: aRun, output: nothing }),

  /** Writes the network that lessons begin with, model.onnx, into a folder. */
  'training.lessonNetwork': query({
    input: z.object({ folder: z.string(), classNames: z.array(z.string()).readonly() }),
    output: z.object({ card: ModelCard }),
    errors: ['disk/full', 'disk/denied'],
  }),

  'training.evaluate': job({
    input: z.object({
      model: KnownModel,
      examples: z.array(Example).readonly(),
      classNames: z.array(z.string()).readonly(),
      device: DeviceId,
    }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ report: Report, predictions: z.array(Prediction).readonly() }),
    errors: ['model/unsupported', 'model/bad-card', 'training/nothing-readable'],
  }),

  'training.map': job({
    input: z.object({ plan: RunPlan, model: KnownModel, folder: z.string(), cacheDir: z.string() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.array(MapPoint).readonly(),
  }),

  /** Writes the files of an export; answers their names. */
  'training.export': job({
    input: z.object({ model: KnownModel, folder: z.string(), record: z.string().nullable() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ files: z.array(z.string()).readonly() }),
    errors: ['disk/full', 'disk/denied'],
  }),
};
