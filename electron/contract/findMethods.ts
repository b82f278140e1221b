import { z } from 'zod';
import { PhotoBox } from './boxes.ts';
import { command, job, nothing, query } from './define.ts';
import { FoundId, PhotoFilter } from './photoRecords.ts';
import { EditHistory, JobId, PhotoId, Sha256 } from './records.ts';

// What is found in a library by what networks see in its photos: the same features serve searches, suggestions and the
// map. They are of the chosen network, and of the photos that it has looked at.

/** How far the features of the library are. */
export const FeatureState = z.object({
  /** The network whose features these are; null: no network can be used for them. */
  model: Sha256.nullable(),
  /** Photos whose features are known, of all that can be read. */
  known: z.int().nonnegative(),
  photos: z.int().nonnegative(),
  /** The job that looks at the others; null: none does. */
  job: JobId.nullable(),
});
export type FeatureState = z.infer<typeof FeatureState>;

/** What a search looks for. */
export const FindBy = z.discriminatedUnion('kind', [
  /** Photos like one, or like the nearest of several. */
  z.object({ kind: z.literal('similar'), photos: z.array(PhotoId).min(1).readonly() }),
  /** Photos like a part of one, in pixels of the upright photo. */
  z.object({ kind: z.literal('region'), photo: PhotoId, box: PhotoBox }),
  /** Photos that are there more than once, or nearly; pairs stand together. */
  z.object({ kind: z.literal('duplicates') }),
  /** Human labels that the other photos contradict, the likeliest error first. */
  z.object({ kind: z.literal('label-errors') }),
  /** Photos unlike all others, the farthest first. */
  z.object({ kind: z.literal('outliers') }),
  /** Photos in which the network sees a class, the surest first. */
  z.object({ kind: z.literal('sees'), className: z.string().min(1) }),
  /** Photos that a person chose elsewhere: a lasso on the map, a cell of a confusion matrix. */
  z.object({
    kind: z.literal('chosen'),
    photos: z.array(PhotoId).min(1).readonly(),
    title: z.string().min(1).max(200),
  }),
]);
export type FindBy = z.infer<typeof FindBy>;

/** The answer to a search; `PhotoFilter.found` narrows to it, the order `found` shows it as it was ranked. */
export const FoundSet = z.object({
  found: FoundId,
  by: FindBy,
  /** In words, for example "Like DSC_0042.jpg". */
  title: z.string(),
  photos: z.int().nonnegative(),
});
export type FoundSet = z.infer<typeof FoundSet>;

/** Why a photo is in an answer. */
export const FoundPhoto = z.object({
  photo: PhotoId,
  /** similar, region: cosine · outliers: 1 − cosine to its neighbours · label-errors: margin · sees: probability. */
  score: z.number(),
  /** label-errors: the class that the others say; else null. */
  className: z.string().nullable(),
});
export type FoundPhoto = z.infer<typeof FoundPhoto>;

/** Where suggestions come from: the chosen network's own classes, or a head that learns from the labels of the library. */
export const SuggestionSource = z.enum(['network', 'labels']);
export type SuggestionSource = z.infer<typeof SuggestionSource>;

export const SuggestionState = z.object({
  source: SuggestionSource,
  features: FeatureState,
  /** The head that learned last; null: none, because there are too few labels or features. */
  head: z
    .object({
      classes: z.int(),
      examples: z.int(),
      /** Milliseconds from the edit to the new suggestions. */
      tookMs: z.number(),
      /** Share of labels that cross-validation answers rightly, 0 to 1; null: too few to say. */
      accuracy: z.number().nullable(),
    })
    .nullable(),
  /** Why there is no head, in words; empty when there is one. */
  missing: z.string(),
  learning: z.boolean(),
});
export type SuggestionState = z.infer<typeof SuggestionState>;

export const findMethods = {
  'features.state': query({ input: nothing, output: FeatureState }),
  /** Queues the look of the chosen network at all photos it has no features of. */
  'features.index': command({ input: nothing, output: z.object({ job: JobId }), errors: ['model/none'] }),

  'find.run': job({
    input: z.object({ by: FindBy, filter: PhotoFilter, most: z.int().min(1).max(100_000) }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: FoundSet,
    errors: ['find/no-features', 'find/too-few', 'library/photo-unknown', 'find/unknown'],
  }),
  'find.list': query({ input: nothing, output: z.array(FoundSet).readonly() }),
  /** Why the photos of an answer are in it, for those asked. */
  'find.why': query({
    input: z.object({ found: FoundId, photos: z.array(PhotoId).max(500).readonly() }),
    output: z.array(FoundPhoto).readonly(),
    errors: ['find/unknown'],
  }),

  'suggestions.state': query({ input: nothing, output: SuggestionState }),
  'suggestions.choose': command({ input: z.object({ source: SuggestionSource }), output: SuggestionState }),

  /** What accepting every suggestion of a filter from a probability on would do. */
  'suggestions.preview': query({
    input: z.object({ filter: PhotoFilter, from: z.number().min(0).max(1) }),
    output: z.object({
      photos: z.int(),
      classes: z.array(z.object({ className: z.string(), photos: z.int() })).readonly(),
      /** The least probable of them first, at most twelve. */
      doubtful: z.array(PhotoId).readonly(),
    }),
  }),
  /** Makes suggestions labels: of the photos given, or of all of a filter from a probability on. One undo step. */
  'suggestions.accept': command({
    input: z.union([
      z.object({ photos: z.array(PhotoId).min(1).readonly() }),
      z.object({ filter: PhotoFilter, from: z.number().min(0).max(1) }),
    ]),
    output: z.object({ photos: z.int(), history: EditHistory }),
  }),
};

export const findEvents = {
  'suggestions.changed': SuggestionState,
};
