import { z } from 'zod';
import { PhotoBox } from './boxes.ts';
import { command, job, query } from './define.ts';
import { DeviceId, Sha256 } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

// The features of a whole library, held by the runner: one row a photo, known by the photo's id. N photos are held, M of
// them are asked about. Numbers cross as typed arrays, because there may be a hundred thousand of each.

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What is seen by: a network, the device that its features are of, and where they are kept. */
const eyes = z.object({ model: KnownModel, device: DeviceId, cacheDir: z.string() });

/** Photos, the best first, and why. */
export const Ranking = z.object({
  /** [M] photo ids */
  photos: Integers,
  /** [M] */
  scores: Floats,
});
export type Ranking = z.infer<typeof Ranking>;

/** Labels of photos: photo `photos[i]` is of the classes `classes[starts[i] … starts[i + 1] − 1]`. */
export const GivenLabels = z.object({
  /** [L] photo ids */
  photos: Integers,
  /** [L + 1] */
  starts: Integers,
  /** class indices into `numbers` */
  classes: Integers,
  /** [C] the numbers of at least two classes */
  numbers: Integers,
});
export type GivenLabels = z.infer<typeof GivenLabels>;

/** Classes that are kept of each photo's answer. */
export const keptAnswers = 5;

/** What a head that learned from labels says of all photos that are held. */
export const LearnedAnswers = z.object({
  /** [N] photo ids */
  photos: Integers,
  /** [N × keptAnswers] class indices, the likeliest first; −1 where there are fewer classes */
  classes: Integers,
  /** [N × keptAnswers] calibrated probabilities of those */
  probabilities: Floats,
  /** Photos that would teach the head most, the most useful first. */
  useful: Integers,
  /** Labelled photos that it learned from. */
  examples: z.int(),
  /** Share of them that heads which had not learned from them answer rightly; null: too few to say. */
  accuracy: z.number().nullable(),
});
export type LearnedAnswers = z.infer<typeof LearnedAnswers>;

const noFeatures = ['find/no-features'] as const;

/** What the engine may ask of the runner about a library as a whole. */
export const collectionRunnerMethods = {
  /** Lets a network look at the photos whose features are not kept yet, and keeps them. */
  'collection.look': job({
    input: eyes.extend({ photos: z.array(z.object({ path: z.string(), hash: Sha256 })).readonly() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({ failed: z.int() }),
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device', 'disk/full', 'disk/denied'],
  }),

  /** Takes the features that are kept into memory, in the place of those held before. No photo is opened. */
  'collection.load': command({
    input: eyes.extend({
      /** [M] photo ids */
      ids: Integers,
      /** [M × 32] SHA-256 of the photos */
      hashes: Bytes,
    }),
    /** [N] ids of the photos whose features are held. */
    output: z.object({ known: Integers }),
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device', 'disk/full', 'disk/denied'],
  }),

  /** Learns from the labels given, and says what it learned of all photos that are held. */
  'collection.learn': command({
    input: z.object({
      labels: GivenLabels,
      several: z.boolean(),
      /** [M] photos that have no label, of which the useful ones are chosen. */
      unlabelled: Integers,
    }),
    output: LearnedAnswers,
    errors: noFeatures,
  }),

  /** Photos that stand for the others best, while nobody has labelled enough to learn from. */
  'collection.useful': query({
    input: z.object({ among: Integers }),
    output: z.object({ photos: Integers }),
    errors: noFeatures,
  }),

  /** Photos by their cosine to the nearest of some others, the most alike first. */
  'collection.alike': query({
    input: z.object({ like: Integers, among: Integers, most: z.int() }),
    output: Ranking,
    errors: noFeatures,
  }),

  /** Photos by their cosine to a part of a photo, in parts of the sides of the upright photo. */
  'collection.region': query({
    input: eyes.extend({ path: z.string(), box: PhotoBox, among: Integers, most: z.int() }),
    output: Ranking,
    errors: noFeatures,
  }),

  /** Photos by 1 − mean cosine to those most like them, the farthest first. */
  'collection.outliers': query({
    input: z.object({ among: Integers, most: z.int() }),
    output: Ranking,
    errors: noFeatures,
  }),

  /** What heads that have not learned from a label say of it, by cross-validation. */
  'collection.judge': query({
    input: z.object({
      labels: GivenLabels,
      /** [L] photos of one group are never parted between learning and judging. */
      groups: Integers,
    }),
    output: z.object({
      /** [L] photo ids, those that are held */
      photos: Integers,
      /** [L] the probability of the class given, the likeliest class, and its probability */
      own: Floats,
      likeliest: Integers,
      probability: Floats,
    }),
    errors: noFeatures,
  }),
};
