import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { BoxFormat, FoundObject } from './detection.ts';
import {
  BoxClass,
  BoxesOfPhoto,
  BoxId,
  DetectionReport,
  DetectorRecord,
  DetectorSettings,
  MergeTree,
  NewBox,
  PhotoBox,
  ProposalSource,
} from './boxes.ts';
import { PhotoFilter } from './photoRecords.ts';
import { DeviceId, EditHistory, GrantId, JobId, Model, ModelCard, PhotoId, Problem, Sha256 } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

const steps = z.object({ done: z.int(), total: z.int() });

/** What the window and the command line may ask of boxes. Whatever changes one is an edit, one undo step each. */
export const boxMethods = {
  'boxes.of': query({ input: z.object({ photo: PhotoId }), output: BoxesOfPhoto, errors: ['library/photo-unknown'] }),
  'boxes.classes': query({ input: nothing, output: z.array(BoxClass).readonly() }),

  'boxes.draw': command({
    input: z.object({ photo: PhotoId, boxes: z.array(NewBox).min(1).max(1000).readonly() }),
    output: z.object({ ids: z.array(BoxId).readonly(), history: EditHistory }),
    errors: ['library/photo-unknown', 'boxes/outside'],
  }),
  /** Moves boxes, or gives them another class. */
  'boxes.change': command({
    input: z.object({
      changes: z
        .array(
          z.object({ id: BoxId, className: z.string().trim().min(1).max(200), box: PhotoBox, difficult: z.boolean() }),
        )
        .min(1)
        .max(1000)
        .readonly(),
    }),
    output: EditHistory,
    errors: ['boxes/unknown', 'boxes/outside'],
  }),
  'boxes.remove': command({ input: z.object({ ids: z.array(BoxId).min(1).readonly() }), output: EditHistory }),
  /** Copies all drawn boxes of one photo onto another, in shares of its sides. */
  'boxes.copy': command({
    input: z.object({ from: PhotoId, to: PhotoId }),
    output: EditHistory,
    errors: ['library/photo-unknown'],
  }),
  /** Makes found boxes drawn ones. */
  'boxes.accept': command({
    input: z.object({ found: z.array(BoxId).min(1).readonly() }),
    output: z.object({ ids: z.array(BoxId).readonly(), history: EditHistory }),
    errors: ['boxes/unknown'],
  }),
  /** Says that nothing of the class is there. */
  'boxes.reject': command({ input: z.object({ found: z.array(BoxId).min(1).readonly() }), output: EditHistory }),
  /** Says that every thing of a photo is drawn, or that this is not so. */
  'boxes.complete': command({
    input: z.object({ photos: z.array(PhotoId).min(1).readonly(), complete: z.boolean() }),
    output: EditHistory,
  }),

  /** Reads annotation files, or folders of them, for photos of the library, by file name. One undo step. */
  'boxes.import': job({
    input: z.object({ grants: z.array(GrantId).min(1).readonly() }),
    progress: steps,
    output: z.object({
      photos: z.int(),
      boxes: z.int(),
      /** Files that could not be read, and photos that are not in the library. */
      problems: z.array(z.object({ path: z.string(), problem: Problem })).readonly(),
      losses: z.array(z.string()).readonly(),
      history: EditHistory,
    }),
    errors: ['library/grant-unknown'],
  }),
  /** What these formats could not hold of the boxes of a filter, one sentence each. */
  'boxes.losses': query({
    input: z.object({ filter: PhotoFilter, formats: z.array(BoxFormat).min(1).readonly() }),
    output: z.array(z.string()).readonly(),
  }),
  /** Queues the writing of drawn boxes. Files that are there already are kept. */
  'boxes.export': command({
    input: z.object({ filter: PhotoFilter, formats: z.array(BoxFormat).min(1).readonly(), target: GrantId }),
    output: z.object({ job: JobId }),
    errors: ['library/grant-unknown'],
  }),

  /** Regions of a photo that may hold a thing, [n][4] in pixels of the photo, the likeliest first. */
  'proposals.of': job({
    input: z.object({ photo: PhotoId, source: ProposalSource, most: z.int().min(1).max(20_000) }),
    progress: steps,
    output: z.object({
      boxes: z.array(z.number()).readonly(),
      elapsedMs: z.number(),
      /** Of the photo's drawn boxes, the share with a proposal of IoU 0.5; null: none is drawn. */
      recall: z.number().nullable(),
    }),
    errors: ['library/photo-unknown', 'photo/missing', 'photo/corrupt', 'detection/no-addon'],
  }),
  'proposals.trees': job({
    input: z.object({ photo: PhotoId, source: z.enum(['single', 'fast', 'quality']) }),
    progress: steps,
    output: z.array(MergeTree).readonly(),
    errors: ['library/photo-unknown', 'photo/missing', 'photo/corrupt', 'detection/no-addon'],
  }),

  'detectors.list': query({
    input: nothing,
    output: z.object({ detectors: z.array(DetectorRecord).readonly(), inUse: Sha256.nullable() }),
  }),
  /** What it found before is shown from now on. */
  'detectors.choose': command({ input: z.object({ model: Sha256 }), output: nothing, errors: ['model/unknown'] }),
  /**
   * Queues learning from all drawn boxes of the library: of photos that are complete, what is not drawn is background; of
   * others, only regions near drawn boxes are learned from. When it is done the detector is on the shelf and in use.
   */
  'detectors.train': command({
    input: z.object({ name: z.string().trim().min(1).max(100), model: Sha256, settings: DetectorSettings }),
    output: z.object({ job: JobId }),
    errors: ['model/unknown', 'detection/no-boxes', 'detection/too-many-classes'],
  }),
  /** Looks for things in one photo, ahead of whatever is queued, and keeps them as found. */
  'detectors.look': job({
    input: z.object({ photo: PhotoId, model: Sha256 }),
    progress: steps,
    output: BoxesOfPhoto,
    errors: [
      'library/photo-unknown',
      'model/unknown',
      'model/unsupported',
      'photo/missing',
      'photo/corrupt',
      'detection/no-addon',
    ],
  }),
  /** Queues the same for the photos of a filter. */
  'detectors.run': command({
    input: z.object({ filter: PhotoFilter, model: Sha256 }),
    output: z.object({ job: JobId }),
    errors: ['model/unknown'],
  }),
  /** Photos in the order in which a person's word on them would teach most: the least sure found boxes first. */
  'detectors.queue': query({
    input: z.object({ model: Sha256, limit: z.int().min(1).max(500) }),
    output: z.array(z.object({ photo: PhotoId, usefulness: z.number() })).readonly(),
    errors: ['model/unknown'],
  }),
  /** How well a detector finds the drawn boxes of the photos of a filter. */
  'detectors.evaluate': job({
    input: z.object({ filter: PhotoFilter, model: Sha256 }),
    progress: steps,
    output: DetectionReport,
    errors: ['model/unknown', 'model/unsupported', 'detection/no-boxes', 'detection/no-addon'],
  }),

  /** Without the library, for the command line: learns from photos and their annotations. */
  'detection.train': job({
    input: z.object({
      photos: z.array(GrantId).min(1).readonly(),
      annotations: GrantId,
      model: z.string().nullable(),
      name: z.string().trim().min(1).max(100),
      settings: DetectorSettings,
      device: DeviceId.nullable(),
    }),
    progress: z.object({ phase: z.string(), done: z.int(), total: z.int() }),
    output: z.object({ model: Model, report: DetectionReport.nullable(), losses: z.array(z.string()).readonly() }),
    errors: [
      'library/grant-unknown',
      'annotation/not-readable',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'detection/no-boxes',
      'detection/too-many-classes',
      'detection/no-addon',
      'detection/no-background',
      'detection/tuning-diverged',
      'training/not-trainable',
      'disk/full',
    ],
  }),
  'detection.evaluate': job({
    input: z.object({
      photos: z.array(GrantId).min(1).readonly(),
      annotations: GrantId,
      model: z.string().nullable(),
      device: DeviceId.nullable(),
    }),
    progress: steps,
    output: DetectionReport,
    errors: [
      'library/grant-unknown',
      'annotation/not-readable',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'detection/no-boxes',
      'detection/no-addon',
    ],
  }),
  /** Proposals of files, and their recall where annotations are given. */
  'detection.proposals': job({
    input: z.object({
      photos: z.array(GrantId).min(1).readonly(),
      annotations: GrantId.nullable(),
      source: ProposalSource,
      most: z.int().min(1).max(20_000),
    }),
    progress: z.object({
      done: z.int(),
      total: z.int(),
      file: z
        .object({
          path: z.string(),
          boxes: z.array(z.number()).readonly(),
          elapsedMs: z.number(),
          problem: Problem.nullable(),
        })
        .nullable(),
    }),
    output: z.object({
      recall: z.number().nullable(),
      meanBestOverlap: z.number().nullable(),
      meanCount: z.number(),
      meanMs: z.number(),
    }),
    errors: ['library/grant-unknown', 'annotation/not-readable', 'detection/no-boxes', 'detection/no-addon'],
  }),
};

export const boxEvents = {
  /** Boxes of these photos are others; null: of too many to name. */
  'boxes.changed': z.object({ photos: z.array(PhotoId).readonly().nullable() }),
  'detectors.changed': z.object({}),
};

/** A photo to learn from, its boxes in pixels of the full-size photo. */
const LabelledPhoto = z.object({
  path: z.string(),
  hash: Sha256,
  boxes: z.array(z.object({ classIndex: z.int(), box: PhotoBox, difficult: z.boolean() })).readonly(),
  /** What is not drawn is background. */
  complete: z.boolean(),
});
export type LabelledPhoto = z.infer<typeof LabelledPhoto>;

/** What the engine may ask of the runner. */
export const boxRunnerMethods = {
  /** Learns a detector and writes it as one file; region features are kept in `cacheDir` by photo and network. */
  'detectors.train': job({
    input: z.object({
      model: KnownModel,
      name: z.string(),
      classNames: z.array(z.string()).min(1).max(200).readonly(),
      photos: z.array(LabelledPhoto).readonly(),
      settings: DetectorSettings,
      file: z.string(),
      cacheDir: z.string(),
      device: DeviceId,
    }),
    progress: z.object({
      phase: z.enum(['windows', 'tuning', 'regions', 'learning', 'boxes', 'judging', 'saving']),
      done: z.int(),
      total: z.int(),
    }),
    output: z.object({
      card: ModelCard,
      /** Of the photos held out; null: none was. */
      report: DetectionReport.nullable(),
      skipped: z.array(z.object({ index: z.int(), problem: Problem })).readonly(),
    }),
    errors: [
      'model/not-onnx',
      'model/unsupported',
      'detection/no-boxes',
      'detection/no-addon',
      'detection/no-background',
      'detection/tuning-diverged',
      'training/not-trainable',
      'runner/no-device',
      'disk/full',
      'disk/denied',
    ],
  }),
  /** Things in one photo, in pixels of the full-size photo. */
  'detectors.find': job({
    input: z.object({
      model: KnownModel,
      path: z.string(),
      hash: Sha256,
      cacheDir: z.string(),
      device: DeviceId,
      seen: z.boolean(),
    }),
    progress: steps,
    output: z.object({
      photoWidth: z.int(),
      photoHeight: z.int(),
      detections: z.array(FoundObject).readonly(),
      proposals: z.int(),
      elapsedMs: z.number(),
      damaged: z.boolean(),
    }),
    errors: ['model/not-onnx', 'model/unsupported', 'detection/no-addon', 'runner/no-device'],
  }),
  'proposals.find': job({
    input: z.object({ path: z.string(), source: ProposalSource, most: z.int() }),
    progress: steps,
    output: z.object({
      photoWidth: z.int(),
      photoHeight: z.int(),
      boxes: z.array(z.number()).readonly(),
      elapsedMs: z.number(),
    }),
    errors: ['detection/no-addon'],
  }),
  'proposals.trees': job({
    input: z.object({ path: z.string(), source: z.enum(['single', 'fast', 'quality']) }),
    progress: steps,
    output: z.array(MergeTree).readonly(),
    errors: ['detection/no-addon'],
  }),
};
