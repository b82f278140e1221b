import { z } from 'zod';
import { job } from './define.ts';
import { DeviceId, GrantId, Model, ModelCard, Problem } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

// Segmenters learned from photos whose every pixel is labeled.

/** Classes that a segmenter can have; beyond, the scores of a photo would not fit into memory. */
export const mostSegmenterClasses = 300;

export const SegmenterSettings = z.object({
  /** What learns: a linear head on frozen features, or then every layer too. */
  depth: z.enum(['head', 'all']).default('head'),
  /** Of tuning all layers. */
  epochs: z.int().min(1).max(200).default(16),
  /** Share of the soft Dice term in the loss of tuning, 0 to 1. */
  dice: z.number().min(0).max(1).default(0),
  /** Draws the photos held out, the pixels and the crops. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type SegmenterSettings = z.infer<typeof SegmenterSettings>;

/** In the order of a run; of two networks the second is judged after tuning. */
export const SegmenterPhase = z.enum(['looking', 'describing', 'head', 'tuning', 'evaluating', 'saving']);
export type SegmenterPhase = z.infer<typeof SegmenterPhase>;

/** Photos of looking, describing and evaluating, steps of all others. */
const SegmenterProgress = z.object({
  phase: SegmenterPhase,
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  /** Of the last step of tuning. */
  loss: z.number().nullable(),
});

const share = z.number().min(0).max(1).nullable();

/** How well a network agrees with the masks of the photos held out. Shares of 1; null where there is nothing to count. */
export const SegmenterScores = z.object({
  /** Intersection over union, averaged over the classes. */
  meanIou: share,
  pixelAccuracy: share,
  /** [C] intersection over union of each class. */
  ious: z.array(share).readonly(),
});
export type SegmenterScores = z.infer<typeof SegmenterScores>;

/** What was learned from which photos, and how good it is on others. */
export const SegmenterReport = z.object({
  classNames: z.array(z.string()).readonly(),
  /** On photos held out, looked at in their working size; null where none was. */
  head: SegmenterScores.nullable(),
  /** The same with every layer tuned; null where they were not, too. */
  tuned: SegmenterScores.nullable(),
  /** The better one, which was saved; of nothing to judge by, what was asked for. */
  kept: z.enum(['head', 'tuned']),
  /** Photos learned from, and judged by. */
  learned: z.int(),
  judged: z.int(),
  /** Photos that were left out, and why. */
  problems: z.array(z.object({ path: z.string(), problem: Problem })).readonly(),
  /** What was taken in one way and may have been meant in another, one sentence each. */
  warnings: z.array(z.string()).readonly(),
});
export type SegmenterReport = z.infer<typeof SegmenterReport>;

/** A class of the masks that means "not judged", beside 255. */
const voidClass = z.int().nonnegative().nullable();

/** What the window and the command line may ask of the engine. */
export const segmenterMethods = {
  /**
   * Learns a segmenter from photos and their masks in a granted folder, and puts it onto the shelf. A mask is an indexed
   * PNG or a labelme file of the photo's name; or one COCO or CVAT file has all. `model` is a hash or a name. Stopped or
   * cut off, it goes on after its last epoch when it is asked for again.
   */
  'segmentation.train': job({
    input: z.object({
      grants: z.array(GrantId).min(1).readonly(),
      masks: GrantId,
      model: z.string().nullable(),
      /** What it is called; null: after its network. */
      name: z.string().trim().min(1).max(120).nullable(),
      /** Names for the classes of PNG masks; null: they have numbers. Annotations have names of their own. */
      classNames: z.array(z.string().trim().min(1).max(100)).max(mostSegmenterClasses).readonly().nullable(),
      voidClass,
      settings: SegmenterSettings,
      device: DeviceId.nullable(),
    }),
    progress: SegmenterProgress,
    output: z.object({ model: Model, report: SegmenterReport }),
    errors: [
      'library/grant-unknown',
      'segmentation/no-photos',
      'segmentation/no-masks',
      'segmentation/one-class',
      'segmentation/too-many-classes',
      'segmentation/several-annotations',
      'segmentation/busy',
      'annotation/not-readable',
      'training/not-trainable',
      'training/diverged',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'runner/crashed',
      'disk/full',
      'disk/denied',
    ],
  }),
};

/** What the engine may ask of the runner. */
export const segmenterRunnerMethods = {
  /**
   * Learns from photos with indexed PNG masks, and writes the network into `folder`. What was learned up to the last
   * epoch is kept there too: asked again with the same input, it goes on from there.
   */
  'segmentation.train': job({
    input: z.object({
      model: KnownModel,
      files: z.array(z.object({ path: z.string(), mask: z.string() })).readonly(),
      name: z.string().nullable(),
      classNames: z.array(z.string()).readonly().nullable(),
      voidClass,
      settings: SegmenterSettings,
      device: DeviceId,
      folder: z.string(),
    }),
    /** `photo` is the one being read: a runner that dies may have died of it. */
    progress: SegmenterProgress.extend({ photo: z.string().nullable() }),
    output: z.object({ card: ModelCard, file: z.string(), report: SegmenterReport }),
    errors: [
      'segmentation/no-masks',
      'segmentation/one-class',
      'segmentation/too-many-classes',
      'training/not-trainable',
      'training/diverged',
      'model/not-onnx',
      'model/bad-card',
      'model/unsupported',
      'runner/no-device',
      'disk/full',
      'disk/denied',
    ],
  }),
};
