import { z } from 'zod';
import { Problem, Sha256 } from './records.ts';

// Who took a photograph. A collection is a dataset whose classes are photographers; N photos in shoots, K photographers.

/**
 * How photos are changed before the network sees them, to learn what an answer rests on. as-is: not at all · grey: light
 * alone, without any color · no-border: a tenth is cut off each side, with frames, stamps and signatures · small: half as fine
 * as the network sees it, so that a scanner's or a camera's sharpness tells nothing. Guarded photos have no varied views.
 */
export const PhotoGuard = z.enum(['as-is', 'grey', 'no-border', 'small']);
export type PhotoGuard = z.infer<typeof PhotoGuard>;

/**
 * Where a network's features are read. mean: of each channel over all places · pyramid: the same, and over each quarter of
 * the photo.
 */
export const FeatureTap = z.object({ value: z.string(), pooling: z.enum(['mean', 'pyramid']) });
export type FeatureTap = z.infer<typeof FeatureTap>;

/**
 * What is learned beside the linear machines, to be compared with them on the same shoots. embedding: of the features, by
 * triplets (Schroff et al., 2015), answered by the nearest photographer · tuned: the last two blocks of the network.
 */
export const DeeperKind = z.enum(['embedding', 'tuned']);
export type DeeperKind = z.infer<typeof DeeperKind>;

export const PhotographerSettings = z.object({
  seed: z.int().nonnegative().max(0xffffffff).default(1),
  /** Parts of grouped cross-validation, and how often it is drawn anew. */
  folds: z.int().min(2).max(10).default(5),
  repetitions: z.int().min(1).max(20).default(5),
  /** Features to read, side by side; null: chosen by cross-validation. */
  taps: z.array(FeatureTap).min(1).max(6).readonly().nullable().default(null),
  /** Cost of a mistake of the linear machines; null: chosen. */
  c: z.number().positive().nullable().default(null),
  /** Measures what each guard costs. */
  guards: z.boolean().default(true),
  /** Measures what chance, the most frequent photographer, color and coarse texture reach. */
  baselines: z.boolean().default(true),
  /** Leaves photographers out in turn, to measure how well strangers are noticed. */
  strangers: z.boolean().default(true),
  /** Learned once for each part of the first cross-validation, which takes long. */
  deeper: z.array(DeeperKind).readonly().default([]),
  /** "Nobody I know" so rarely that this share of right answers is kept; 1: never. */
  keepRight: z.number().min(0.5).max(1).default(0.9),
});
export type PhotographerSettings = z.infer<typeof PhotographerSettings>;

/** A photo of a collection. */
export const CollectedPhoto = z.object({
  path: z.string(),
  hash: Sha256,
  classIndex: z.int().nonnegative(),
  /** Photos of one shoot share it, and are never on both sides of a split. */
  group: z.int().nonnegative(),
});
export type CollectedPhoto = z.infer<typeof CollectedPhoto>;

/** A mean over repetitions with its 95 % interval: a bootstrap that draws whole shoots. */
export const Measured = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Measured = z.infer<typeof Measured>;

/** One line of the table: what answers, and how often it is right on shoots that it has not learned from. */
export const AttributionRow = z.object({
  /** features: of one place in the network · combination: of several · the rest as in the settings. */
  kind: z.enum(['features', 'combination', 'baseline', 'guard', 'deeper']),
  name: z.string(),
  accuracy: Measured,
  /** Mean of the photographers' F1. */
  macroF1: Measured,
  /** Of cross-validation that it was measured on. */
  repetitions: z.int(),
  chosen: z.boolean(),
});
export type AttributionRow = z.infer<typeof AttributionRow>;

/** Something that a person should know before believing the answers. */
export const AttributionFinding = z.object({
  kind: z.enum([
    'mark',
    'color-alone',
    'texture-alone',
    'color-cast',
    'border',
    'resolution',
    'few-shoots',
    'no-better-than-baseline',
  ]),
  severity: z.enum(['warning', 'note']),
  sentence: z.string(),
  remedy: z.string(),
  /** Photographer concerned; null: all. */
  photographer: z.string().nullable(),
  /** Some of the photos concerned. */
  photos: z.array(z.string()).readonly(),
});
export type AttributionFinding = z.infer<typeof AttributionFinding>;

/** What one photographer's photos are taken for. */
export const PhotographerScore = z.object({
  className: z.string(),
  photos: z.int(),
  shoots: z.int(),
  /** null where there is nothing to say it from. */
  precision: z.number().min(0).max(1).nullable(),
  recall: z.number().min(0).max(1).nullable(),
  f1: z.number().min(0).max(1).nullable(),
});
export type PhotographerScore = z.infer<typeof PhotographerScore>;

const spread = z.object({ mean: z.number(), deviation: z.number() });

/**
 * How familiar a photo is: the score of the answer, before it becomes a probability, and the likeness to the nearest photo
 * of the photographer answered, each in standard deviations from what is usual for photos that were not learned from, added
 * up. Photos less familiar than `below` are nobody's that the network knows.
 */
export const Familiarity = z.object({ score: spread, likeness: spread, below: z.number() });
export type Familiarity = z.infer<typeof Familiarity>;

/** What is left when answers to photos less familiar than this become "nobody I know". Shares of 1. */
export const CoveragePoint = z.object({
  below: z.number(),
  /** Known photographers' photos that are still answered, and how many of those answers are right. */
  answered: z.number(),
  right: z.number(),
  /** Strangers' photos that are answered, each of them wrongly. */
  fooled: z.number().nullable(),
});

/** How well strangers are noticed: photographers are left out of learning in turn. */
export const StrangerReport = z.object({
  /** Area under the curve of known against strange: 0.5 is chance. */
  area: z.number().min(0).max(1),
  /** Photographers left out at a time, and how often that was drawn. */
  leftOut: z.int(),
  draws: z.int(),
  curve: z.array(CoveragePoint).readonly(),
});

export type StrangerReport = z.infer<typeof StrangerReport>;

/** How well photographers are told apart, and what that rests on. */
export const PhotographerReport = z.object({
  classNames: z.array(z.string()).readonly(),
  photos: z.int(),
  shoots: z.int(),
  folds: z.int(),
  repetitions: z.int(),
  taps: z.array(FeatureTap).readonly(),
  c: z.number(),
  rows: z.array(AttributionRow).readonly(),
  photographers: z.array(PhotographerScore).readonly(),
  /** [truth][answer] photos, a mean over the repetitions. */
  confusion: z.array(z.array(z.number()).readonly()).readonly(),
  strangers: StrangerReport.nullable(),
  findings: z.array(AttributionFinding).readonly(),
  /** Photographers in the plane: those whose photos the features find alike lie together. Within 0..1. */
  map: z.array(z.object({ x: z.number(), y: z.number() })).readonly(),
  familiarity: Familiarity,
});
export type PhotographerReport = z.infer<typeof PhotographerReport>;

/** The answer of machines that had not learned from the photo's shoot, a mean over the repetitions. */
export const Attribution = z.object({
  path: z.string(),
  hash: Sha256,
  classIndex: z.int().nonnegative(),
  group: z.int().nonnegative(),
  /** [K] */
  probabilities: z.array(z.number()).readonly(),
});
export type Attribution = z.infer<typeof Attribution>;

export const UnreadablePhoto = z.object({ path: z.string(), problem: Problem });
export type UnreadablePhoto = z.infer<typeof UnreadablePhoto>;

/** The key of metadata_props under which a photographer network keeps what is not in its graph, as JSON. */
export const photographerKey = 'fovea.photographers';

/** What the file of a photographer network says of itself, beside its graph. */
export const PhotographerFile = z.object({
  taps: z.array(FeatureTap).readonly(),
  /** The value of its graph that photos are compared by: features of all taps side by side, [N, F]. */
  features: z.string(),
  /** The network that its features are of. */
  trunk: Sha256,
  trunkName: z.string(),
  settings: PhotographerSettings,
  familiarity: Familiarity,
});
export type PhotographerFile = z.infer<typeof PhotographerFile>;

/** How photos are made, in numbers; a mean over a photographer's shoots. Fields as in runner/vision/photographer. */
export const MeanLook = z.object({
  lightness: z.number(),
  contrast: z.number(),
  chroma: z.number(),
  shadows: z.number(),
  highlights: z.number(),
  warmth: z.number(),
  weightX: z.number(),
  weightY: z.number(),
  symmetry: z.number(),
});
export type MeanLook = z.infer<typeof MeanLook>;

/** What one photographer shoots, and how. */
export const PhotographerProfile = z.object({
  className: z.string(),
  /** Things that a recognition network sees in their shoots more often, or less often, than in those of the others. */
  setApart: z
    .array(
      z.object({
        thing: z.string(),
        /** Probability that it is stronger in a shoot of theirs than in one of the others; 0.5 says nothing. */
        higher: z.number().min(0).max(1),
        /** False discovery rate at which it is named. */
        q: z.number().min(0).max(1),
      }),
    )
    .readonly(),
  look: MeanLook,
  /** Means of [30] shares each of lightness, green to red, blue to yellow. */
  colors: z.array(z.number()).readonly(),
  /** Share of upright and of square photos. */
  upright: z.number(),
  square: z.number(),
  /** Paths of the photos that answers are surest of, each from a shoot that was not learned from. */
  typical: z.array(z.string()).readonly(),
});
export type PhotographerProfile = z.infer<typeof PhotographerProfile>;

/** Where in a photo the score of one photographer comes from. */
export const EvidenceMap = z.object({
  rows: z.int().positive(),
  columns: z.int().positive(),
  /** [rows][columns] how much of the score goes with each place; above 0 speaks for the photographer. */
  values: z.array(z.number()).readonly(),
  /** The part of the full-size photo that it lies on, in its pixels. */
  box: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
  photoWidth: z.int(),
  photoHeight: z.int(),
  /** The score itself, before it becomes a probability, and what is left of it without a tenth of the places. */
  score: z.number(),
  /** Those that speak most for the photographer. */
  withoutTop: z.number(),
  /** As many that are drawn: a map is to be believed where this is more. */
  withoutDrawn: z.number(),
});
export type EvidenceMap = z.infer<typeof EvidenceMap>;

/** Which way evidence is looked for: a grey square moved over the photo, or derivatives on the way from grey to the photo. */
export const EvidenceMethod = z.enum(['occlusion', 'gradient']);
export type EvidenceMethod = z.infer<typeof EvidenceMethod>;

/** A person's guesses in the game. */
export const GuessScore = z.object({
  guesses: z.int(),
  right: z.int(),
  /** On the photos that were guessed: the share that the person got right, and that the network did. */
  person: Measured.nullable(),
  network: z.number().min(0).max(1).nullable(),
  /** Minutes that were spent. */
  minutes: z.number().nonnegative(),
});
export type GuessScore = z.infer<typeof GuessScore>;
