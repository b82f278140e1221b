import { z } from 'zod';
import { command, job, query } from './define.ts';
import { PhotoFilter } from './photoRecords.ts';
import { GrantId, JobId, PhotoId, Problem, Sha256 } from './records.ts';

// Labels of whole photos into files and out of them, a whole project in a folder that can be carried, and photos whose
// files have moved.

/** Formats of labels of whole photos; docs/formats.md says what each holds. */
export const LabelFormat = z.enum([
  'folders',
  'csv',
  'coco',
  'voc',
  'yolo',
  'labelme',
  'cvat',
  'createml',
  'labelstudio',
  'fiftyone',
]);
export type LabelFormat = z.infer<typeof LabelFormat>;

/** human: a person said so · suggested: the chosen network did · rejected: a person called what it said wrong */
export const LabelState = z.enum(['human', 'suggested', 'rejected']);
export type LabelState = z.infer<typeof LabelState>;

/** Whether photos go along; formats that are folders of photos take none for copy. */
export const PhotosAlong = z.enum(['none', 'copy', 'hard-link']);
export type PhotosAlong = z.infer<typeof PhotosAlong>;

export const LabelExport = z.object({
  filter: PhotoFilter,
  format: LabelFormat,
  states: z.array(LabelState).min(1).readonly(),
  photos: PhotosAlong,
  /** Tables begin with a mark by which spreadsheets know UTF-8. */
  forSpreadsheets: z.boolean(),
  /** Share that YOLO puts into val; copies of one photo stay in one part. */
  heldOut: z.number().min(0).max(0.9),
  seed: z.int().nonnegative(),
});
export type LabelExport = z.infer<typeof LabelExport>;

/** Of a photo that has human labels already, and others in what is read. */
export const Conflicts = z.enum(['mine', 'theirs', 'both']);
export type Conflicts = z.infer<typeof Conflicts>;

const sentences = z.array(z.string()).readonly();
const steps = z.object({ done: z.int(), total: z.int() });
const problems = z.array(z.object({ path: z.string(), problem: Problem })).readonly();
const queued = z.object({ job: JobId });

/** What reading labels, or a project, would do. */
export const ExchangePreview = z.object({
  /** Formats that were found, in words. */
  formats: sentences,
  /** Photos that are spoken of. */
  photos: z.int(),
  /** Of those, photos of the library, by what they were known. */
  matched: z.object({ path: z.int(), name: z.int(), hash: z.int() }),
  /** Photos that are not in the library but lie where they are said to, so that they can be added. */
  addable: z.int(),
  /** Photos that are neither. */
  unmatched: z.int(),
  /** Photos that would get other human labels than they have. */
  conflicts: z.int(),
  /** Photos that would get labels, where they had none or the same. */
  labelled: z.int(),
  /** Classes that the library does not have yet. */
  newClasses: z.array(z.string()).readonly(),
  /** What cannot be taken over, one sentence each. */
  losses: sentences,
  /** Files that cannot be read. */
  problems,
  /** Names of some photos that are neither in the library nor there. */
  missing: z.array(z.string()).readonly(),
});
export type ExchangePreview = z.infer<typeof ExchangePreview>;

/** What relinking would do. */
export const RelinkPreview = z.object({
  /** Photos that were looked for, whose files are not where they were. */
  missing: z.int(),
  /** Of those, photos whose files were found elsewhere: the same bytes. */
  found: z.int(),
  /** Photos whose files were found but are in the library as other photos that have labels of their own. */
  taken: z.int(),
  /** Photos of which nothing was found, some of them by their old paths. */
  lost: z.int(),
  examples: z.array(z.object({ from: z.string(), to: z.string().nullable() })).readonly(),
});
export type RelinkPreview = z.infer<typeof RelinkPreview>;

const target = { target: GrantId };
const sources = { grants: z.array(GrantId).min(1).readonly() };
const taking = { conflicts: Conflicts, addPhotos: z.boolean() };

export const exchangeMethods = {
  /** What an export would write, and what its format cannot hold: one sentence each. Nothing is written. */
  'exchange.preview': job({
    input: LabelExport,
    progress: steps,
    output: z.object({
      photos: z.int(),
      /** Of those, photos that the format has something to say of. */
      labelled: z.int(),
      files: z.int(),
      /** Photos that go along, each as often as it is written. */
      copies: z.int(),
      losses: sentences,
    }),
  }),

  /** Queues the writing of labels. Nothing that is there is overwritten, and no original is moved. */
  'labels.export': command({
    input: LabelExport.extend(target),
    output: queued,
    errors: ['library/grant-unknown', 'export/not-empty'],
  }),

  /** What reading labels would do; nothing is changed. Files of labels, folders of them, or a folder per class. */
  'labels.preview': job({
    input: z.object(sources),
    progress: steps,
    output: ExchangePreview,
    errors: ['library/grant-unknown', 'exchange/nothing-read'],
  }),

  /** Queues the reading of labels: they become human ones, as one undo step; suggestions stay suggestions. */
  'labels.import': command({
    input: z.object({ ...sources, ...taking }),
    output: queued,
    errors: ['library/grant-unknown'],
  }),

  /** Queues the writing of the photos of a filter, with all that is known of them, into an empty folder. */
  'project.export': command({
    input: z.object({ filter: PhotoFilter, photos: PhotosAlong, networks: z.array(Sha256).readonly(), ...target }),
    output: queued,
    errors: ['library/grant-unknown', 'export/not-empty', 'model/unknown'],
  }),

  /** What opening a project would do; nothing is changed. */
  'project.preview': job({
    input: z.object(sources),
    progress: steps,
    output: ExchangePreview,
    errors: ['library/grant-unknown', 'exchange/no-project', 'exchange/newer-project'],
  }),

  /** Queues the reading of a project into this library, as one undo step. */
  'project.open': command({
    input: z.object({ ...sources, ...taking }),
    output: queued,
    errors: ['library/grant-unknown', 'exchange/no-project', 'exchange/newer-project'],
  }),

  /** Of these photos, those whose files are not where they were. */
  'relink.missing': query({
    input: z.object({ photos: z.array(PhotoId).max(500).readonly() }),
    output: z.array(PhotoId).readonly(),
  }),

  /** Looks in folders for the files of photos that are not where they were; null: of all photos. Nothing is changed. */
  'relink.preview': job({
    input: z.object({ ...sources, photos: z.array(PhotoId).min(1).readonly().nullable() }),
    progress: steps,
    output: RelinkPreview,
    errors: ['library/grant-unknown'],
  }),

  /** Queues the same, and gives the photos found their new paths, as one undo step. */
  'relink.run': command({
    input: z.object({ ...sources, photos: z.array(PhotoId).min(1).readonly().nullable() }),
    output: queued,
    errors: ['library/grant-unknown'],
  }),
};
