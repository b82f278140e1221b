import { z } from 'zod';
import { PhotoId, Problem, Sha256 } from './records.ts';

// A photo as each boundary needs it, and the ways to narrow and order many.

/** One class the network proposes for a photo. */
export const Suggestion = z.object({
  classIndex: z.int().nonnegative(),
  className: z.string(),
  probability: z.number().min(0).max(1),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** waiting: known, not yet looked at · ready: can be shown · unreadable: a row with a reason · missing: no file there. */
export const PhotoState = z.enum(['waiting', 'ready', 'unreadable', 'missing']);
export type PhotoState = z.infer<typeof PhotoState>;

export const Rating = z.int().min(0).max(5);
export type Rating = z.infer<typeof Rating>;

/** What photo people mark while they sort out: to be kept, to be thrown away. */
export const Flag = z.enum(['pick', 'reject']);
export type Flag = z.infer<typeof Flag>;

/** Photos that stand together in the grid. */
export const PhotoGroup = z.object({
  id: z.int().nonnegative(),
  /** Photos in it, and this one's place among them, from 0. */
  size: z.int().min(2),
  place: z.int().nonnegative(),
});
export type PhotoGroup = z.infer<typeof PhotoGroup>;

/** A set of photos that was searched for; the engine keeps it until it ends. */
export const FoundId = z.int().positive();
export type FoundId = z.infer<typeof FoundId>;

/** A photo as the grid needs it. */
export const Photo = z.object({
  id: PhotoId,
  fileName: z.string(),
  state: PhotoState,
  /** Pixels after orientation; null until the file was read. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** The class a person gave, the first of several; null when none did. */
  label: z.string().nullable(),
  /** Every class a person gave, in the order of giving. */
  labels: z.array(z.string()).readonly(),
  /** Stars a person gave; null: none said. */
  rating: Rating.nullable(),
  flag: Flag.nullable(),
  /** The chosen model's first class; null until it was run, or when a person rejected it. */
  best: Suggestion.nullable(),
  /** The suggestion above was rejected by a person. */
  rejected: z.boolean(),
  problem: Problem.nullable(),
  /** Decoded in part: the end of the file is missing. */
  damaged: z.boolean(),
  /** Photos it stands together with; null: alone, or not asked for in an order that keeps them together. */
  group: PhotoGroup.nullable(),
});
export type Photo = z.infer<typeof Photo>;

/** A photo as the inspector needs it. */
export const PhotoDetail = Photo.extend({
  path: z.string(),
  bytes: z.int().nonnegative(),
  /** Milliseconds since 1970, from the camera's clock taken as UTC; null when the file does not say. */
  takenAtMs: z.number().nullable(),
  camera: z.string().nullable(),
  artist: z.string().nullable(),
  format: z.string().nullable(),
  /** EXIF orientation, 1 to 8; null when the file does not say. */
  orientation: z.int().min(1).max(8).nullable(),
  hash: Sha256.nullable(),
  /** Shown is the preview that the file carries, not a full decode (RAW, HEIC). */
  fromPreview: z.boolean(),
  /** What its files call it: levels from the root, and which file says so. */
  keywords: z
    .array(z.object({ path: z.array(z.string()).readonly(), source: z.enum(['sidecar', 'xmp', 'iptc']) }))
    .readonly(),
  /** The name of a color that another program gave it. */
  colorLabel: z.string().nullable(),
  /** Why some of that could not be read. */
  keywordProblem: Problem.nullable(),
  /** Best first, at most five. */
  top: z.array(Suggestion).readonly(),
  /** Name of the model that made `top`; null when there is none. */
  topFrom: z.string().nullable(),
});
export type PhotoDetail = z.infer<typeof PhotoDetail>;

/** Which photos; every field narrows, null does not. */
export const PhotoFilter = z.object({
  /** A human label, or the best suggestion where there is no label; a class holds those below it. */
  className: z.string().nullable(),
  state: z.enum(['labelled', 'suggested', 'rejected', 'unclassified', 'attention', 'missing']).nullable(),
  minProbability: z.number().min(0).max(1).nullable(),
  maxProbability: z.number().min(0).max(1).nullable(),
  camera: z.string().nullable(),
  folder: z.string().nullable(),
  /** Calendar year of capture. */
  year: z.int().nullable(),
  /** First and last day of capture, as YYYY-MM-DD by the camera's clock, both included. */
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  /** At least so many stars. */
  minRating: Rating.nullable(),
  flag: z.enum(['pick', 'reject', 'none']).nullable(),
  /** A keyword of their files, or one below it: levels with | between them. */
  keyword: z.string().nullable().default(null),
  /** Part of a file name. */
  text: z.string().nullable(),
  /** Only photos that were found by a search. */
  found: FoundId.nullable(),
});
export type PhotoFilter = z.infer<typeof PhotoFilter>;

export const everything: PhotoFilter = {
  className: null,
  state: null,
  minProbability: null,
  maxProbability: null,
  camera: null,
  folder: null,
  year: null,
  from: null,
  to: null,
  minRating: null,
  flag: null,
  keyword: null,
  text: null,
  found: null,
};

/**
 * added: as they came · taken: oldest first · name: by the alphabet · rating: most stars first · probability: surest
 * suggestion first · uncertainty: least certain first · useful: what would teach the suggestions most first · found: as
 * the search ranked them · burst, alike, cluster: photos of one group together
 */
export const PhotoOrder = z.enum([
  'added',
  'taken',
  'name',
  'rating',
  'probability',
  'uncertainty',
  'useful',
  'found',
  'burst',
  'alike',
  'cluster',
]);
export type PhotoOrder = z.infer<typeof PhotoOrder>;

/** Orders in which photos of one group stand together. */
export type GroupOrder = Extract<PhotoOrder, 'burst' | 'alike' | 'cluster'>;
export const isGroupOrder = (order: PhotoOrder): order is GroupOrder =>
  order === 'burst' || order === 'alike' || order === 'cluster';

/** How many photos each choice of a filter would leave. */
export const Facets = z.object({
  total: z.int(),
  attention: z.int(),
  labelled: z.int(),
  rejected: z.int(),
  unclassified: z.int(),
  classes: z.array(z.object({ className: z.string(), labelled: z.int(), suggested: z.int() })).readonly(),
  /** [6] photos with 0 to 5 stars; those without any word are not counted. */
  ratings: z.array(z.int()).length(6).readonly(),
  flags: z.object({ pick: z.int(), reject: z.int(), none: z.int() }),
  cameras: z.array(z.object({ camera: z.string(), count: z.int() })).readonly(),
  folders: z.array(z.object({ folder: z.string(), count: z.int() })).readonly(),
  years: z.array(z.object({ year: z.int(), count: z.int() })).readonly(),
});
export type Facets = z.infer<typeof Facets>;

/** One photo's answer on its way from the runner, or from a headless run. */
export const ClassifiedPhoto = z.object({
  /** Position in the list that was asked for. */
  index: z.int().nonnegative(),
  path: z.string(),
  /** Pixels after orientation; null when the file could not be read. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  top: z.array(Suggestion).readonly(),
  damaged: z.boolean(),
  problem: Problem.nullable(),
});
export type ClassifiedPhoto = z.infer<typeof ClassifiedPhoto>;
