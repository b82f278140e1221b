import { z } from 'zod';
import { job } from './define.ts';
import { DeviceId, GrantId } from './records.ts';

/** A file in a folder that was granted. */
const Target = z.object({ folder: GrantId, name: z.string().regex(/^(?!\.{1,2}$)[^/\\]+$/) });

/** Which part of the photos: the `shard`-th of `shards`, from 1 on. */
export const Shard = z
  .object({ shard: z.int().min(1), shards: z.int().min(1).max(100_000) })
  .refine(({ shard, shards }) => shard <= shards, 'a shard is one of 1 to the number of shards');
export type Shard = z.infer<typeof Shard>;

/** What the command line may ask of photos that many machines share. */
export const shardMethods = {
  /**
   * Classifies the photos of one shard into a SQLite file, without the library. A photo belongs to a shard by its path
   * below what was granted, so that no list need be shared. A file of the same run is gone on with. A photo that
   * cannot be read is a row with its problem; one that went away meanwhile is none, and the shard is not finished.
   */
  'shards.label': job({
    input: z.object({
      grants: z.array(GrantId).min(1).readonly(),
      model: z.string().nullable(),
      topK: z.int().min(1).max(1000),
      device: DeviceId.nullable(),
      shard: Shard,
      target: Target,
    }),
    /** Photos of the shard that stand in the file; `total` is null while photos are looked for. */
    progress: z.object({ done: z.int(), total: z.int().nullable(), before: z.int() }),
    output: z.object({
      /** Photos of the shard, and those of them that have a problem in the place of an answer. */
      photos: z.int(),
      failed: z.int(),
      /** Photos that stood there when it began. */
      before: z.int(),
      model: z.string(),
      device: DeviceId,
      perSecond: z.number(),
      file: z.string(),
    }),
    errors: [
      'library/grant-unknown',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'shards/no-photos',
      'shards/photos-gone',
      'shards/other-run',
      'shards/not-ours',
      'shards/busy',
      'disk/full',
      'disk/denied',
    ],
  }),

  /** Puts the files of all shards of a run together, photos ordered by path, as one run would have written them. */
  'shards.merge': job({
    input: z.object({
      shards: z.array(GrantId).min(1).readonly(),
      target: Target,
      csv: Target.nullable(),
      /** Takes what is there where shards are missing or unfinished; `shards.label` can go on with the result. */
      partial: z.boolean(),
    }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.object({
      photos: z.int(),
      failed: z.int(),
      shards: z.int(),
      /** Numbers of shards that are missing or unfinished. */
      missing: z.array(z.int()).readonly(),
      /** The shards did not find equally many photos: the folders changed in between. */
      changed: z.boolean(),
      written: z.array(z.string()).readonly(),
    }),
    errors: [
      'library/grant-unknown',
      'shards/not-ours',
      'shards/busy',
      'shards/different',
      'shards/twice',
      'shards/missing',
      'shards/row-twice',
      'shards/there-already',
      'disk/full',
      'disk/denied',
    ],
  }),
};
