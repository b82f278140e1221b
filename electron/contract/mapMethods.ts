import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { JobId, Sha256 } from './records.ts';

/** The map of a library: photos with alike features lie together. */
export const LibraryMap = z.object({
  /** The network whose features laid it out; null: there is no map yet. */
  model: Sha256.nullable(),
  points: z.int().nonnegative(),
  /** Photos with features that are not on it yet. */
  missing: z.int().nonnegative(),
  /** The job that draws it; null: none does. */
  job: JobId.nullable(),
});
export type LibraryMap = z.infer<typeof LibraryMap>;

/**
 * Little-endian numbers as base64, which is smaller on a web socket than their digits. Whether every letter is one of
 * base64 is not looked at: of 100,000 photos that takes longer than anything else on their way.
 */
const packed = z.string();

export const mapMethods = {
  'map.state': query({ input: nothing, output: LibraryMap }),
  /** Queues the drawing of the map: UMAP of the features of all photos. */
  'map.draw': command({
    input: nothing,
    output: z.object({ job: JobId }),
    errors: ['find/no-features', 'find/too-few', 'model/none'],
  }),
  /** Queues the placing of photos that are not on the map; those that are stay where they are. */
  'map.place': command({
    input: nothing,
    output: z.object({ job: JobId }),
    errors: ['find/no-features', 'find/too-few', 'model/none'],
  }),
  /**
   * photos and classes are [N] int32, x and y [N] float32 within 0 to 1, human [N] bytes, 1 where a person gave the
   * class. Classes by number, 0: none; a human label before a suggestion.
   */
  'map.points': query({
    input: nothing,
    output: z.object({
      photos: packed,
      x: packed,
      y: packed,
      classes: packed,
      human: packed,
      /** Names of the classes that occur. */
      names: z.array(z.object({ class: z.int(), className: z.string() })).readonly(),
    }),
  }),
};

export const mapEvents = {
  'map.changed': LibraryMap,
};

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array);

/** Where photos lie: [N] ids, [N] within 0 to 1 each. */
export const MapPlaces = z.object({ photos: Integers, x: Floats, y: Floats });
export type MapPlaces = z.infer<typeof MapPlaces>;

/** What the engine may ask of the runner about the map. */
export const mapRunnerMethods = {
  /** Lays out the photos whose features the runner holds; kept: only those that are not among these are placed. */
  'collection.map': job({
    input: z.object({ seed: z.int().nonnegative(), kept: MapPlaces.nullable() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: MapPlaces,
    errors: ['find/no-features'],
  }),
};
