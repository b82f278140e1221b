import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { DeviceId, GrantId, JobId, PhotoId, Problem, Sha256 } from './records.ts';
import {
  JudgedPhoto,
  Look,
  MaskFormat,
  SegmentationReport,
  SegmentationSettings,
  SegmentedFile,
} from './segmentation.ts';

/** A network, and the photos and masks to judge it by. */
const judging = {
  grants: z.array(GrantId).min(1).readonly(),
  /** Indexed PNGs of the photos' names, in a folder or in folders of it. */
  truth: GrantId,
  model: z.string().nullable(),
  settings: SegmentationSettings,
  /** A class of the masks that means "not judged", beside 255. */
  voidClass: z.int().nonnegative().nullable(),
  device: DeviceId.nullable(),
};

/** What the window and the command line may ask of segmentation. */
export const segmentationMethods = {
  /**
   * Says what every pixel of files shows, without the library, and writes masks into the granted folder: what the command
   * line does. `model` is a hash or a name. Files that are there already are kept; new ones get a number.
   */
  'segmentation.files': job({
    input: z.object({
      grants: z.array(GrantId).min(1).readonly(),
      model: z.string().nullable(),
      settings: SegmentationSettings,
      formats: z.array(MaskFormat).min(1).readonly(),
      target: GrantId,
      device: DeviceId.nullable(),
    }),
    progress: z.object({ done: z.number(), total: z.int(), file: SegmentedFile.nullable() }),
    output: z.object({
      done: z.int(),
      failed: z.int(),
      model: z.string(),
      /** Files for all photos together. */
      written: z.array(z.string()).readonly(),
      /** What the formats cannot hold, one sentence each. */
      losses: z.array(z.string()).readonly(),
    }),
    errors: [
      'library/grant-unknown',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'disk/full',
    ],
  }),

  /** What every pixel of a photo of the library shows, from what is kept or looked at ahead of whatever is queued. */
  'segmentation.look': job({
    input: z.object({ photo: PhotoId, model: Sha256, settings: SegmentationSettings }),
    progress: z.object({ done: z.number(), total: z.int() }),
    output: Look,
    errors: [
      'library/photo-unknown',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'segmentation/no-addon',
      'photo/missing',
      'photo/corrupt',
      'disk/full',
    ],
  }),

  /** What cannot be asked of segmentation here, and why; null: it can. */
  'segmentation.limits': query({ input: nothing, output: z.object({ crf: Problem.nullable() }) }),

  /** What these formats could not hold of a photo's masks, one sentence each. */
  'segmentation.losses': query({
    input: z.object({
      photo: PhotoId,
      model: Sha256,
      settings: SegmentationSettings,
      formats: z.array(MaskFormat).readonly(),
    }),
    output: z.array(z.string()).readonly(),
    errors: ['library/photo-unknown', 'model/unknown', 'model/unsupported'],
  }),

  /** Queues the writing of photos' masks into the granted folder. Files that are there already are kept. */
  'segmentation.export': command({
    input: z.object({
      photos: z.array(PhotoId).min(1).readonly(),
      model: Sha256,
      settings: SegmentationSettings,
      formats: z.array(MaskFormat).min(1).readonly(),
      target: GrantId,
    }),
    output: z.object({ job: JobId }),
    errors: ['library/grant-unknown', 'model/unknown'],
  }),

  /** How well a network agrees with masks. */
  'segmentation.evaluate': job({
    input: z.object(judging),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: SegmentationReport,
    errors: ['library/grant-unknown', 'model/none', 'model/unknown', 'model/unsupported', 'runner/no-device'],
  }),

  /** One of those photos, looked at ahead of whatever is queued, beside its mask. `path` as the report has it. */
  'segmentation.judged': job({
    input: z.object({ ...judging, path: z.string() }),
    progress: z.object({ done: z.number(), total: z.int() }),
    output: JudgedPhoto,
    errors: [
      'library/grant-unknown',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'photo/missing',
      'photo/corrupt',
      'mask/missing',
      'disk/full',
    ],
  }),
};
