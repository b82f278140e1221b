import { z } from 'zod';
import { DeviceId, PhotoId, Problem, Sha256 } from './records.ts';
import { Depth, LossKind, TrainingSettings } from './trainingSettings.ts';

// The records of learning from the user's own photos. Fractions are of 1; classes are indexed in the order of
// `classNames`, which is alphabetical.

/** Names a run and its folder: when it began, and four letters against coincidence. */
export const RunId = z.string().regex(/^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/);
export type RunId = z.infer<typeof RunId>;

/** Names a dataset. */
export const DatasetId = z.string().regex(/^[0-9a-f]{12}$/);
export type DatasetId = z.infer<typeof DatasetId>;

// ----- examples

/**
 * What an example is for: train: the network learns from it · holdout: decides when to stop, which run is best ·
 * test: judged once, at the end, for the report.
 */
export const Part = z.enum(['train', 'holdout', 'test']);
export type Part = z.infer<typeof Part>;

/** A photo with its true classes: one, or any number in a multi-label set. */
export const Example = z.object({
  path: z.string(),
  hash: Sha256,
  classIndices: z.array(z.int().nonnegative()).readonly(),
  part: Part,
  /** Photos of one group (burst, near-duplicates) are never parted. */
  group: z.int().nonnegative(),
});
export type Example = z.infer<typeof Example>;

/** What looking at one file told; kept by path, time and size so that it is told once. */
export const SurveyedPhoto = z.object({
  /** Position in the list that was asked for. */
  index: z.int().nonnegative(),
  path: z.string(),
  hash: Sha256.nullable(),
  /** 64-bit perceptual fingerprint as 16 hexadecimal digits; near-duplicates differ in few bits. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
  /** Milliseconds since 1970 from the camera's clock taken as UTC; null when the file does not say. */
  takenAtMs: z.number().nullable(),
  camera: z.string().nullable(),
  problem: Problem.nullable(),
});
export type SurveyedPhoto = z.infer<typeof SurveyedPhoto>;

/** Where classes come from. */
export const DatasetKind = z.enum(['folders', 'labels', 'csv', 'keywords', 'artists', 'cameras']);
export type DatasetKind = z.infer<typeof DatasetKind>;

/** Something a person should know before training. error: training cannot begin. */
export const Finding = z.object({
  kind: z.enum([
    'one-class',
    'empty-class',
    'tiny-class',
    'imbalance',
    'unreadable',
    'same-photo-in-classes',
    'duplicates',
    'near-duplicates',
    'bursts',
    'no-group-to-test',
    'many-classes',
    'unlabelled',
  ]),
  severity: z.enum(['error', 'warning', 'note']),
  sentence: z.string(),
  remedy: z.string(),
  /** Some of the photos concerned, those in the library with their id. */
  photos: z.array(z.object({ path: z.string(), photo: PhotoId.nullable() })).readonly(),
  /** How many are concerned in all. */
  count: z.int().nonnegative(),
});
export type Finding = z.infer<typeof Finding>;

export const DatasetClass = z.object({
  className: z.string(),
  /** Examples of each part, as the set states them or as they would be parted. */
  train: z.int(),
  holdout: z.int(),
  test: z.int(),
  /** Some photos to show. */
  photos: z.array(PhotoId).readonly(),
});
export type DatasetClass = z.infer<typeof DatasetClass>;

/** A set of examples as the pre-flight page shows it. */
export const Dataset = z.object({
  id: DatasetId,
  name: z.string(),
  kind: DatasetKind,
  /** Paths, or the keyword branch; what a person recognises the set by. */
  from: z.string(),
  /** False while its files are still being looked at. */
  surveyed: z.boolean(),
  multiLabel: z.boolean(),
  classes: z.array(DatasetClass).readonly(),
  examples: z.int(),
  groups: z.int(),
  findings: z.array(Finding).readonly(),
  /** SHA-256 over every example's hash, classes and part; changes when the set does. */
  hash: Sha256.nullable(),
});
export type Dataset = z.infer<typeof Dataset>;

// ----- how deep

/** A block of the network that can be trained as one; from the head towards the input. */
export const Block = z.object({
  /** Value that enters it: everything before stays frozen when it is the deepest that learns. */
  from: z.string(),
  name: z.string(),
  parameters: z.int().nonnegative(),
  multiplyAdds: z.number().nonnegative(),
  /** [C, H, W] of `from`, or [F]. */
  dims: z.array(z.int().positive()).readonly(),
});
export type Block = z.infer<typeof Block>;

/** The handle on the picture of the network: what can be trained, what that costs here, and what is advised. */
export const DepthChoices = z.object({
  /** The last block first. */
  blocks: z.array(Block).readonly(),
  headParameters: z.int().nonnegative(),
  /** Values whose features a head may read, the network's last first. */
  layers: z.array(z.object({ value: z.string(), name: z.string(), features: z.int().positive() })).readonly(),
  /** Seconds that a run of the default settings is expected to take, by number of blocks (0: head). */
  seconds: z.array(z.number().nonnegative()).readonly(),
  advised: Depth,
  /** Why, in one sentence: how many photos, how alike to what the network knows. */
  reason: z.string(),
  /** Why no layer can be trained; null when they can. The head always can. */
  problem: z.string().nullable(),
});
export type DepthChoices = z.infer<typeof DepthChoices>;

// ----- lessons

/** Something to find out: the same training several times, with one thing different. */
export const Lesson = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  /** Where the answer is seen. */
  look: z.string(),
  variants: z.array(z.object({ name: z.string(), settings: TrainingSettings })).readonly(),
});
export type Lesson = z.infer<typeof Lesson>;

// ----- the run

/** One epoch, as a line of metrics.jsonl. */
export const EpochRecord = z.object({
  restart: z.int().nonnegative(),
  /** From 1. */
  epoch: z.int().positive(),
  step: z.int().nonnegative(),
  learningRate: z.number(),
  trainLoss: z.number(),
  trainAccuracy: fractionOrNull(),
  holdoutLoss: z.number().nullable(),
  holdoutAccuracy: fractionOrNull(),
  examplesPerSecond: z.number().nonnegative(),
  /** Best so far on the hold-out: by what the truth costs once the answers are calibrated, not by the loss. */
  best: z.boolean(),
});
export type EpochRecord = z.infer<typeof EpochRecord>;

function fractionOrNull() {
  return z.number().min(0).max(1).nullable();
}

/** A measured share with its interval (Wilson, 95 %) and how many it was measured on. */
export const Share = z.object({
  value: z.number().min(0).max(1),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  count: z.int().nonnegative(),
});
export type Share = z.infer<typeof Share>;

export const ClassReport = z.object({
  className: z.string(),
  /** Test examples of the class. */
  count: z.int(),
  /** null where there is nothing to say it from. */
  precision: Share.nullable(),
  recall: Share.nullable(),
  f1: z.number().min(0).max(1).nullable(),
});
export type ClassReport = z.infer<typeof ClassReport>;

export const CalibrationBin = z.object({
  /** Mean probability of the answers in the bin, and the share of them that were right. */
  probability: z.number(),
  right: z.number(),
  count: z.int(),
});
export type CalibrationBin = z.infer<typeof CalibrationBin>;

/** How good a model is on examples it has not learned from. */
export const Report = z.object({
  accuracy: Share,
  /** Mean of the classes' F1; with a 95 % bootstrap interval over examples. */
  macroF1: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  /** Accuracy of always answering the most frequent class. */
  baseline: z.number().min(0).max(1),
  classes: z.array(ClassReport).readonly(),
  /** [truth][predicted] counts; empty for multi-label sets and above 1,000 classes. */
  confusion: z.array(z.array(z.int()).readonly()).readonly(),
  calibration: z.object({
    bins: z.array(CalibrationBin).readonly(),
    /** Expected calibration error. */
    error: z.number().min(0).max(1),
  }),
  /** Below this probability the answer is "unknown"; what that leaves. */
  unknown: z
    .object({ below: z.number().min(0).max(1), answered: z.number().min(0).max(1), right: z.number().min(0).max(1) })
    .nullable(),
  /** Examples judged, and files that could not be. */
  count: z.int(),
  unreadable: z.int(),
});
export type Report = z.infer<typeof Report>;

/** What grouped splits guard against: cross-validated accuracy with groups kept together, and with groups torn. */
export const LeakCheck = z.object({ grouped: Share, torn: Share, groupsWithSeveral: z.int() });
export type LeakCheck = z.infer<typeof LeakCheck>;

/** A value that cross-validation or search tried, and how it did. */
export const Trial = z.object({
  what: z.string(),
  accuracy: z.number().min(0).max(1),
  spread: z.number().min(0),
  chosen: z.boolean(),
});
export type Trial = z.infer<typeof Trial>;

/** One example's answer: a line of predictions.jsonl. */
export const Prediction = z.object({
  path: z.string(),
  hash: Sha256,
  part: Part,
  truth: z.array(z.int().nonnegative()).readonly(),
  predicted: z.int().nonnegative(),
  probability: z.number().min(0).max(1),
  /** Of the (first) true class. */
  truthProbability: z.number().min(0).max(1),
  /** Asked of a model that had not learned from it: for train examples, the cross-validated one. */
  outOfFold: z.boolean(),
});
export type Prediction = z.infer<typeof Prediction>;

/** Where a run stands between its first and its last moment. */
export const RunPhase = z.enum(['looking', 'features', 'choosing', 'tuning', 'training', 'evaluating', 'saving']);
export type RunPhase = z.infer<typeof RunPhase>;

export const RunState = z.enum(['waiting', 'running', 'paused', 'done', 'stopped', 'failed']);
export type RunState = z.infer<typeof RunState>;

/** What came out of a run. */
export const RunResult = z.object({
  /** The trained network, on the shelf. */
  model: Sha256,
  report: Report,
  /** On the hold-out, where there is one. */
  holdoutAccuracy: fractionOrNull(),
  /** The head alone on frozen features, judged on the same test examples: what deeper training must beat. */
  headAccuracy: Share.nullable(),
  leak: LeakCheck.nullable(),
  trials: z.array(Trial).readonly(),
  /** Hold-out accuracy of each restart. */
  restarts: z.array(z.number().min(0).max(1)).readonly(),
  /** Cross-validated accuracy of the head over its folds. */
  folds: z.array(z.number().min(0).max(1)).readonly(),
  bestEpoch: z.int().nullable(),
  layer: z.string(),
  c: z.number().nullable(),
  learningRate: z.number().nullable(),
  /** Gradient formulations that were found fastest here, by place; empty for a head on frozen features. */
  winners: z.record(z.string(), z.string()),
  /** Training stopped before its last epoch, and why: "no better for 5 epochs", "you stopped it"; null: it did not. */
  endedEarly: z.string().nullable(),
  seconds: z.number().nonnegative(),
  /** Seconds spent looking at photos and computing features, of `seconds`. */
  featureSeconds: z.number().nonnegative(),
});
export type RunResult = z.infer<typeof RunResult>;

/** Where a checkpoint stands: restarts from 0, the epoch under way from 1, and steps of it that are done. */
export const RunPlace = z.object({
  restart: z.int().nonnegative(),
  epoch: z.int().positive(),
  step: z.int().nonnegative(),
});
export type RunPlace = z.infer<typeof RunPlace>;

/** A run on the list. */
export const TrainingRun = z.object({
  id: RunId,
  name: z.string(),
  dataset: DatasetId.nullable(),
  state: RunState,
  startedAtMs: z.number(),
  baseModel: Sha256,
  baseName: z.string(),
  depth: Depth,
  loss: LossKind,
  classNames: z.array(z.string()).readonly(),
  counts: z.object({ train: z.int(), holdout: z.int(), test: z.int() }),
  result: RunResult.nullable(),
  problem: Problem.nullable(),
  /** Of a run that was stopped or failed: where its checkpoint goes on; null: it begins anew, features are kept. */
  reached: RunPlace.nullable().optional(),
  /** A run made again: which one, and whether every weight came out bit for bit; null until it has ended. */
  again: z.object({ of: RunId, same: z.boolean().nullable() }).optional(),
});
export type TrainingRun = z.infer<typeof TrainingRun>;

/** Everything needed to make a run again: run.json in its folder. */
export const RunPlan = z.object({
  version: z.literal(1),
  id: RunId,
  name: z.string(),
  dataset: DatasetId.nullable(),
  startedAtMs: z.number(),
  baseModel: Sha256,
  baseName: z.string(),
  classNames: z.array(z.string()).readonly(),
  multiLabel: z.boolean(),
  datasetHash: Sha256,
  examples: z.array(Example).readonly(),
  settings: TrainingSettings,
  device: DeviceId,
  /** Threads per operator: sums are added in another order with another number, and differ in the last bit. */
  threads: z.int().positive(),
  versions: z.object({ fovea: z.string(), runtime: z.string(), node: z.string() }),
  /** The run that this one repeats. */
  again: RunId.optional(),
  /** Nobody has looked at the dataset yet: classes and examples follow when the run's turn comes. */
  unseen: z.literal(true).optional(),
  /** Gradient formulations that the repeated run found fastest: others add up in another order. */
  winners: z.record(z.string(), z.string()).optional(),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** How a run goes, several times a second. */
export const RunProgress = z.object({
  phase: RunPhase,
  /** Of the phase. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  /** Examples per second of the last moments; null when it means nothing. */
  examplesPerSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** One line. */
  message: z.string(),
  /** Epochs that ended since the last report. */
  epochs: z.array(EpochRecord).readonly(),
  /** Loss of each step since the last report. */
  losses: z.array(z.number()).readonly(),
  /** Hold-out examples that the network gets wrong right now, most certain first; the engine adds the library's id. */
  wrongNow: z
    .array(
      z.object({
        path: z.string(),
        truth: z.string(),
        predicted: z.string(),
        photo: PhotoId.nullable().optional(),
      }),
    )
    .readonly(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** A photo as a point of the embedding map; coordinates within 0..1. */
export const MapPoint = z.object({
  path: z.string(),
  x: z.number(),
  y: z.number(),
  truth: z.int().nonnegative(),
  predicted: z.int().nonnegative(),
});
export type MapPoint = z.infer<typeof MapPoint>;
