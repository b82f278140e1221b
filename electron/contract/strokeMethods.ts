import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { DeviceId, EditHistory, Model, ModelCard, PhotoId, Problem, Sha256 } from './records.ts';
import { SegmentationSettings, SegmentedPhoto } from './segmentation.ts';
import { KnownModel } from './trainingMethods.ts';
import { NewStroke, PhotoRegions, Stroke, StrokeAnswer, StrokeClass, StrokeSet, StrokeSetId } from './strokes.ts';

const onPhoto = z.object({ set: StrokeSetId, photo: PhotoId });
const name = z.string().trim().min(1).max(100);
const steps = z.object({ done: z.int(), total: z.int() });

/** What the window may ask of segmenters in the making. Whatever changes one is an edit, one undo step each. */
export const strokeMethods = {
  'strokes.sets': query({ input: nothing, output: z.array(StrokeSet).readonly() }),

  /**
   * Begins a segmenter. With `from`, what its network sees of a photo is where it begins: its classes are those seen
   * there, and surely seen areas count as painted, to be corrected by a person.
   */
  'strokes.begin': job({
    input: z.object({
      name,
      model: Sha256,
      classes: z.array(name).max(300).readonly(),
      from: z.object({ photo: PhotoId, settings: SegmentationSettings }).nullable(),
    }),
    progress: steps,
    output: z.object({ set: StrokeSetId, history: EditHistory }),
    errors: ['model/unknown', 'model/unsupported', 'library/photo-unknown', 'photo/missing', 'photo/corrupt'],
  }),

  /** Names it and its classes anew. Classes may be added at the end, renamed and marked as removed, not taken away. */
  'strokes.change': command({
    input: z.object({ set: StrokeSetId, name, classes: z.array(StrokeClass).max(300).readonly() }),
    output: EditHistory,
    errors: ['strokes/set-unknown'],
  }),

  'strokes.remove': command({
    input: z.object({ set: StrokeSetId }),
    output: EditHistory,
    errors: ['strokes/set-unknown'],
  }),

  /** All strokes of a photo in order. */
  'strokes.of': query({ input: onPhoto, output: z.array(Stroke).readonly(), errors: ['strokes/set-unknown'] }),

  'strokes.paint': command({
    input: onPhoto.extend({ strokes: z.array(NewStroke).min(1).max(500).readonly() }),
    output: EditHistory,
    errors: ['strokes/set-unknown', 'library/photo-unknown'],
  }),

  /** Takes all strokes off a photo. */
  'strokes.clear': command({ input: onPhoto, output: EditHistory, errors: ['strokes/set-unknown'] }),

  /** Learns from all strokes of a set, beginning where it ended the last time, and answers a photo. */
  'strokes.answer': job({
    input: onPhoto,
    progress: steps,
    output: StrokeAnswer,
    errors: [
      'strokes/set-unknown',
      'strokes/too-few-classes',
      'library/photo-unknown',
      'model/unknown',
      'model/unsupported',
      'photo/missing',
      'photo/corrupt',
      'disk/full',
    ],
  }),

  /** Regions of a photo that can be painted with one click, coarser with a larger `least`: pixels of the smallest. */
  'strokes.regions': job({
    input: z.object({ photo: PhotoId, least: z.int().min(1).max(100_000) }),
    progress: steps,
    output: PhotoRegions,
    errors: ['library/photo-unknown', 'photo/missing', 'photo/corrupt', 'segmentation/no-addon', 'disk/full'],
  }),

  /** Learns, and puts the segmenter onto the shelf as a network like any other. */
  'strokes.save': job({
    input: z.object({ set: StrokeSetId, name }),
    progress: steps,
    output: Model,
    errors: ['strokes/set-unknown', 'strokes/too-few-classes', 'model/unknown', 'model/unsupported', 'disk/full'],
  }),
};

export const strokeEvents = {
  /** Strokes, classes or the name of a set are others, or it came or went. */
  'strokes.changed': z.object({ set: StrokeSetId }),
};

/** All that is painted for one segmenter, as the runner needs it; what it knows already it does not do again. */
const StrokeWork = z.object({
  /** Names the set among others. */
  set: StrokeSetId,
  model: KnownModel,
  classNames: z.array(z.string()).min(1).max(300).readonly(),
  /** Positions of classes that are not learned. */
  removed: z.array(z.int()).readonly(),
  photos: z.array(z.object({ path: z.string(), hash: Sha256, strokes: z.array(Stroke).readonly() })).readonly(),
  device: DeviceId,
});
export type StrokeWork = z.infer<typeof StrokeWork>;

/** Of `photos`, those that could not be learned from. */
const skipped = z.array(z.object({ index: z.int(), problem: Problem })).readonly();

/** What the engine may ask of the runner. */
export const strokeRunnerMethods = {
  /** Learns what is new and answers the photo at `shown`, ahead of whatever runs in the background. */
  'strokes.answer': job({
    input: StrokeWork.extend({ shown: z.int().nonnegative(), folder: z.string() }),
    progress: steps,
    output: z.object({
      result: SegmentedPhoto,
      next: z.object({ x: z.number(), y: z.number() }).nullable(),
      uncertainty: z.number(),
      learnedMs: z.number(),
      skipped,
    }),
    errors: ['strokes/too-few-classes', 'model/not-onnx', 'model/unsupported', 'photo/missing', 'photo/corrupt'],
  }),

  /** Writes region numbers as classes.png into the folder. */
  'strokes.regions': job({
    input: z.object({ path: z.string(), least: z.int(), folder: z.string() }),
    progress: steps,
    output: z.object({ file: z.string(), width: z.int(), height: z.int(), regions: z.int() }),
    errors: ['photo/missing', 'photo/corrupt', 'segmentation/no-addon'],
  }),

  /** Learns, and writes the segmenter as a network file. */
  'strokes.save': job({
    input: StrokeWork.extend({ file: z.string() }),
    progress: steps,
    output: z.object({ card: ModelCard, skipped }),
    errors: ['strokes/too-few-classes', 'model/not-onnx', 'model/unsupported', 'disk/full', 'disk/denied'],
  }),
};
