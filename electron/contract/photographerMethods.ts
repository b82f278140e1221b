import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import {
  Attribution,
  CollectedPhoto,
  EvidenceMap,
  EvidenceMethod,
  GuessScore,
  PhotographerProfile,
  PhotographerReport,
  PhotographerSettings,
  UnreadablePhoto,
} from './photographers.ts';
import { PhotoFilter } from './photoRecords.ts';
import { DeviceId, GrantId, JobId, ModelCard, PhotoId, Problem, Sha256 } from './records.ts';
import { DatasetId } from './training.ts';
import { ExampleSource, KnownModel } from './trainingMethods.ts';

const steps = z.object({ done: z.int(), total: z.int() });
const phased = z.object({
  phase: z.enum([
    'looking',
    'features',
    'choosing',
    'measuring',
    'guards',
    'strangers',
    'deeper',
    'profiles',
    'saving',
  ]),
  done: z.int(),
  total: z.int(),
});

/** A photo of a collection as the window shows it. */
const shown = z.object({ path: z.string(), photo: PhotoId.nullable() });

/** A ranked answer. */
const ranked = z.object({
  /** The most probable first. */
  ranked: z.array(z.object({ className: z.string(), probability: z.number() })).readonly(),
  /** False: nobody that the network knows. */
  isKnown: z.boolean(),
});

const learned = z.object({
  model: Sha256,
  name: z.string(),
  dataset: DatasetId.nullable(),
  trunkName: z.string(),
  createdMs: z.number(),
  report: PhotographerReport,
});

const learnErrors = [
  'training/bad-csv',
  'training/csv-paths',
  'training/no-class',
  'training/one-class',
  'training/too-few',
  'training/nothing-readable',
  'photographers/no-names',
  'photographers/one-shoot',
  'model/unsupported',
  'model/bad-card',
  'disk/full',
] as const;

const known = z.object({ model: Sha256 });

/** What the window and the command line may ask about who took a photo. */
export const photographerMethods = {
  /** Queues learning the photographers of a dataset; when it is done the network is on the shelf, with its report. */
  'photographers.learn': command({
    input: z.object({
      dataset: DatasetId,
      model: Sha256,
      settings: PhotographerSettings,
      name: z.string().trim().min(1).max(100),
    }),
    output: z.object({ job: JobId }),
    errors: ['training/dataset-unknown', 'model/unknown'],
  }),
  /** The newest first. */
  'photographers.list': query({ input: nothing, output: z.array(learned).readonly() }),
  /** Into the bin; its network stays on the shelf. */
  'photographers.forget': command({ input: known, output: nothing, errors: ['photographers/unknown'] }),
  'photographers.restore': command({ input: known, output: nothing, errors: ['photographers/unknown'] }),

  /**
   * Answers to the photos of a collection, each from machines that had not learned from its shoot. strays: those that
   * likely are somebody else's, the likeliest first · cell: of one truth and one answer · of: all photos of one
   * photographer, the surest first.
   */
  'photographers.answers': query({
    input: z.object({
      model: Sha256,
      which: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('strays') }),
        z.object({ kind: z.literal('cell'), truth: z.int().nonnegative(), answer: z.int().nonnegative() }),
        z.object({ kind: z.literal('of'), classIndex: z.int().nonnegative() }),
      ]),
      limit: z.int().min(1).max(1000),
    }),
    output: z.object({
      total: z.int(),
      rows: z
        .array(
          Attribution.extend({
            photo: PhotoId.nullable(),
            answer: z.int().nonnegative(),
            /** A person called its name right. */
            isConfirmed: z.boolean(),
          }),
        )
        .readonly(),
    }),
    errors: ['photographers/unknown'],
  }),

  /** Notes that the names of photos of a collection are right, or takes that back. */
  'photographers.confirm': command({
    input: known.extend({ paths: z.array(z.string()).min(1).readonly(), isRight: z.boolean() }),
    output: nothing,
    errors: ['photographers/unknown', 'disk/full'],
  }),

  /** Who took this? With photos of each of the first three photographers that are most like it. */
  'photographers.identify': job({
    input: z.object({
      model: Sha256,
      of: z.union([z.object({ photo: PhotoId }), z.object({ grant: GrantId })]),
    }),
    progress: steps,
    output: ranked.extend({
      path: z.string(),
      nearest: z
        .array(
          z.object({
            className: z.string(),
            photos: z.array(shown.extend({ likeness: z.number() })).readonly(),
          }),
        )
        .readonly(),
    }),
    errors: [
      'photographers/unknown',
      'library/photo-unknown',
      'library/grant-unknown',
      'photo/missing',
      'photo/corrupt',
    ],
  }),
  /** Where in a photo the score of one photographer comes from. */
  'photographers.evidence': job({
    input: z.object({ model: Sha256, path: shown, className: z.string(), method: EvidenceMethod }),
    progress: steps,
    output: EvidenceMap,
    errors: ['photographers/unknown', 'library/photo-unknown', 'photo/missing', 'photo/corrupt', 'model/unsupported'],
  }),
  /** What each photographer shoots, as a recognition network sees it. Computed once for each network, then kept. */
  'photographers.profiles': job({
    input: z.object({ model: Sha256 }),
    progress: phased,
    output: z.object({
      recognizer: z.string(),
      profiles: z.array(PhotographerProfile).readonly(),
      photos: z.array(shown).readonly(),
    }),
    errors: ['photographers/unknown', 'model/none'],
  }),
  /** Photos of the library that look like one photographer's, the likeliest first. Those of the collection are left out. */
  'photographers.alike': job({
    input: z.object({ model: Sha256, className: z.string(), filter: PhotoFilter, limit: z.int().min(1).max(500) }),
    progress: steps,
    output: z.array(z.object({ photo: PhotoId, probability: z.number() })).readonly(),
    errors: ['photographers/unknown', 'model/unsupported'],
  }),

  /** The next photo of the game: drawn from the collection, each once; null: there are no more. */
  'photographers.nextGuess': query({
    input: known,
    output: z.object({ next: shown.nullable(), score: GuessScore }),
    errors: ['photographers/unknown'],
  }),
  'photographers.guess': command({
    input: z.object({
      model: Sha256,
      path: z.string(),
      /** null: no idea, which counts as wrong. */
      guess: z.int().nonnegative().nullable(),
      milliseconds: z.number().nonnegative(),
    }),
    output: z.object({ truth: z.int().nonnegative(), answer: z.int().nonnegative(), score: GuessScore }),
    errors: ['photographers/unknown'],
  }),
  'photographers.clearGuesses': command({ input: known, output: nothing, errors: ['photographers/unknown'] }),

  /** Writes the report as one HTML page that needs nothing beside it. */
  'photographers.saveReport': job({
    input: z.object({ model: Sha256, target: GrantId }),
    progress: phased,
    output: z.object({ path: z.string() }),
    errors: ['photographers/unknown', 'library/grant-unknown', 'model/none', 'disk/full', 'disk/denied'],
  }),

  /** Without the library, for the command line. */
  'photographers.learnFiles': job({
    input: z.object({
      source: ExampleSource,
      model: z.string().nullable(),
      settings: PhotographerSettings,
      name: z.string().trim().min(1).max(100),
      device: DeviceId.nullable(),
    }),
    progress: phased,
    output: z.object({
      model: Sha256,
      path: z.string(),
      report: PhotographerReport,
      unreadable: z.array(UnreadablePhoto),
    }),
    errors: [...learnErrors, 'library/grant-unknown', 'model/none', 'model/unknown'],
  }),
  'photographers.identifyFiles': job({
    input: z.object({ grants: z.array(GrantId).min(1).readonly(), model: z.string(), device: DeviceId.nullable() }),
    progress: steps.extend({
      file: ranked.extend({ path: z.string(), problem: Problem.nullable() }).nullable(),
    }),
    output: z.object({ done: z.int(), failed: z.int() }),
    errors: ['library/grant-unknown', 'model/unknown', 'photographers/unknown'],
  }),
};

export const photographerEvents = {
  'photographers.changed': z.object({}),
};

/** What the engine may ask of the runner. */
export const photographerRunnerMethods = {
  /**
   * Learns photographers: features at several places of a network chosen by grouped cross-validation, one linear machine
   * each, calibrated; measures what that rests on. Writes the network to `file` and beside it, as `${file}.rows`, the
   * float32 rows [N, F] of the photos in the order of `attributions`.
   */
  'photographers.train': job({
    input: z.object({
      model: KnownModel,
      name: z.string(),
      classNames: z.array(z.string()).min(2).max(1000).readonly(),
      photos: z.array(CollectedPhoto).readonly(),
      settings: PhotographerSettings,
      file: z.string(),
      cacheDir: z.string(),
      device: DeviceId,
    }),
    progress: phased,
    output: z.object({
      card: ModelCard,
      report: PhotographerReport,
      attributions: z.array(Attribution).readonly(),
      unreadable: z.array(UnreadablePhoto).readonly(),
    }),
    errors: [...learnErrors, 'model/not-onnx', 'runner/no-device', 'disk/denied'],
  }),
  /** One photo: a probability for each photographer, how familiar it is, and how alike to each photo of the collection. */
  'photographers.identify': job({
    input: z.object({
      model: KnownModel,
      path: z.string(),
      /** Features of the collection as `photographers.train` wrote them, and whose each is. */
      rows: z.object({ file: z.string(), classOf: z.array(z.int()).readonly() }).nullable(),
      device: DeviceId,
    }),
    progress: steps,
    output: z.object({
      probabilities: z.array(z.number()).readonly(),
      /** [N] cosine of the angle between features; empty without rows. */
      likeness: z.array(z.number()).readonly(),
      /** As `Familiarity` says; null without rows. Below `below` the photo is nobody's that the network knows. */
      familiarity: z.number().nullable(),
      below: z.number(),
    }),
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device'],
  }),
  'photographers.evidence': job({
    input: z.object({
      model: KnownModel,
      path: z.string(),
      classIndex: z.int().nonnegative(),
      method: EvidenceMethod,
      /** Places of the square along each side. */
      grid: z.int().min(3).max(64),
      device: DeviceId,
    }),
    progress: steps,
    output: EvidenceMap,
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device'],
  }),
  /** What sets photographers apart, as a network for recognition sees their photos. */
  'photographers.profiles': job({
    input: z.object({
      recognizer: KnownModel,
      classNames: z.array(z.string()).readonly(),
      photos: z.array(CollectedPhoto).readonly(),
      device: DeviceId,
      cacheDir: z.string(),
    }),
    progress: phased,
    output: z.array(PhotographerProfile.omit({ typical: true })).readonly(),
    errors: ['model/not-onnx', 'model/unsupported', 'runner/no-device'],
  }),
};
