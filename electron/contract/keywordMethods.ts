import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { PhotoFilter } from './photoRecords.ts';
import { EditHistory, GrantId, JobId, PhotoId, Problem } from './records.ts';

// Keywords of photos, in from XMP and IPTC and out into them.

/** Levels of a keyword from the root, at least one. */
export const KeywordPath = z.array(z.string().min(1)).min(1).readonly();
export type KeywordPath = z.infer<typeof KeywordPath>;

/** Which photos: of a filter, these, or those of the library at paths that were granted. */
export const KeywordPhotos = z.union([
  z.object({ filter: PhotoFilter }),
  z.object({ photos: z.array(PhotoId).min(1).readonly() }),
  z.object({ grants: z.array(GrantId).min(1).readonly() }),
]);
export type KeywordPhotos = z.infer<typeof KeywordPhotos>;

export const KeywordOptions = z.object({
  /** sidecars: XMP files beside the photos · originals: the photos' own files, of which a copy is kept */
  into: z.enum(['sidecars', 'originals']),
  /** What a new sidecar is called. extension: IMG.jpg.xmp · adobe: IMG.xmp for RAW, IMG.jpg.xmp for the rest */
  naming: z.enum(['extension', 'adobe']),
  /** Whether levels above a keyword stand in the flat list too; detect: where the library's files have them there. */
  ancestors: z.enum(['detect', 'always', 'never']),
  /** Also the chosen network's first class, from this probability on, where a person gave none; null: never. */
  suggestedFrom: z.number().min(0).max(1).nullable(),
  ratings: z.boolean(),
  /** In Fovea's own namespace, who said what: human, suggested or rejected, which network, how sure. */
  states: z.boolean(),
});
export type KeywordOptions = z.infer<typeof KeywordOptions>;

export const defaultKeywordOptions: KeywordOptions = {
  ...{ into: 'sidecars', naming: 'extension', ancestors: 'detect' },
  ...{ suggestedFrom: null, ratings: false, states: false },
};

/** What writing does, or did, to the file of one photo. */
export const KeywordFile = z.object({
  photo: PhotoId.nullable(),
  /** Of the photo, and of the file that is written. */
  path: z.string(),
  file: z.string(),
  does: z.enum(['create', 'change', 'nothing', 'refuse']),
  /** Keywords that come and go, levels with | between them. */
  added: z.array(z.string()).readonly(),
  removed: z.array(z.string()).readonly(),
  /** Stars that are new; null: they stay. */
  rating: z.int().min(0).max(5).nullable(),
  /** What the file cannot hold, one sentence each. */
  losses: z.array(z.string()).readonly(),
  problem: Problem.nullable(),
});
export type KeywordFile = z.infer<typeof KeywordFile>;

export const KeywordTotals = z.object({
  photos: z.int(),
  ...{ create: z.int(), change: z.int(), nothing: z.int(), refuse: z.int() },
  /** Keywords that come and go, over all files. */
  ...{ added: z.int(), removed: z.int() },
});
export type KeywordTotals = z.infer<typeof KeywordTotals>;

export const KeywordPreview = z.object({
  totals: KeywordTotals,
  /** Whether levels above a keyword are written into the flat list. */
  ancestors: z.boolean(),
  /** Files that something happens to, problems first, at most 200. */
  files: z.array(KeywordFile).readonly(),
});
export type KeywordPreview = z.infer<typeof KeywordPreview>;

/** What one file says, for the command line. */
export const KeywordReading = z.object({
  path: z.string(),
  keywords: z.array(z.object({ path: KeywordPath, source: z.enum(['sidecar', 'xmp', 'iptc']) })).readonly(),
  rating: z.int().nullable(),
  label: z.string().nullable(),
  artist: z.string().nullable(),
  problem: Problem.nullable(),
});
export type KeywordReading = z.infer<typeof KeywordReading>;

/** A branch of keywords; null: all of them. */
const branch = z.object({ branch: KeywordPath.nullable(), filter: PhotoFilter });
const steps = z.object({ done: z.int(), total: z.int() });
const fileSteps = steps.extend({ files: z.array(KeywordFile).readonly() });

export const LabelsOfKeywords = z.object({
  /** Photos that would get a class. */
  photos: z.int(),
  /** Photos of the branch that keep what a person gave them. */
  kept: z.int(),
  /** Photos that would have several classes. */
  several: z.int(),
  classes: z.array(z.object({ name: z.string(), path: KeywordPath, photos: z.int(), isNew: z.boolean() })).readonly(),
});
export type LabelsOfKeywords = z.infer<typeof LabelsOfKeywords>;

export const keywordMethods = {
  /** Every keyword of the library and every level above one, in the order of the alphabet, with photos at or below it. */
  'keywords.list': query({
    input: nothing,
    output: z.array(z.object({ path: KeywordPath, photos: z.int().positive() })).readonly(),
  }),

  /** As photos were written last. */
  'keywords.options': query({ input: nothing, output: KeywordOptions }),

  /** Queues reading what files say of photos once more. */
  'keywords.read': command({ input: z.object({ what: KeywordPhotos }), output: z.object({ job: JobId }) }),

  /** What writing would do; nothing is written. */
  'keywords.preview': job({
    input: z.object({ what: KeywordPhotos, options: KeywordOptions }),
    progress: steps,
    output: KeywordPreview,
    errors: ['library/grant-unknown'],
  }),

  /** Queues the writing. It is one undo step, which puts back what files held before. */
  'keywords.write': command({
    input: z.object({ what: KeywordPhotos, options: KeywordOptions }),
    output: z.object({ job: JobId }),
    errors: ['library/grant-unknown'],
  }),

  /** Files of the last writing or undoing that did not end well; each until it does. */
  'keywords.failed': query({ input: nothing, output: z.array(KeywordFile).readonly() }),

  /** What making labels of a branch would do. */
  'keywords.previewLabels': query({ input: branch, output: LabelsOfKeywords, errors: ['keywords/no-branch'] }),

  /** Gives photos the deepest keywords of a branch as classes, with the levels above as their parents. One undo step. */
  'keywords.makeLabels': command({
    input: branch,
    output: z.object({ photos: z.int(), history: EditHistory }),
    errors: ['keywords/no-branch'],
  }),

  /** What files say, without the library: what the command line does. */
  'keywords.readFiles': job({
    input: z.object({ grants: z.array(GrantId).min(1).readonly() }),
    progress: steps.extend({ files: z.array(KeywordReading).readonly() }),
    output: z.object({ done: z.int(), failed: z.int() }),
    errors: ['library/grant-unknown'],
  }),

  /** Adds the keywords of a table with the columns path and keyword to files, without the library. */
  'keywords.writeListed': job({
    input: z.object({ list: GrantId, options: KeywordOptions, dryRun: z.boolean() }),
    progress: fileSteps,
    output: KeywordTotals,
    errors: ['library/grant-unknown', 'keywords/bad-list'],
  }),
};
