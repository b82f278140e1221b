import { z } from 'zod';
import { command, job, query } from './define.ts';
import { PhotoFilter } from './photoRecords.ts';
import { DeviceId, JobId, PhotoId, Sha256 } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

// Which photos excite the units of a network most.

/** Photos that are kept of each unit, as in Zeiler and Fergus, 2014. */
export const mostPatches = 9;

/** A layer whose units are looked for. */
export const IndexedLayer = z.object({
  /** Its name in the graph. */
  name: z.string(),
  channels: z.int().positive(),
  rows: z.int().positive(),
  columns: z.int().positive(),
});
export type IndexedLayer = z.infer<typeof IndexedLayer>;

/**
 * The file of an index, as the runner writes and the engine reads it. Of each unit the photos that excite it most, one
 * patch of each photo, the strongest first: `mostPatches` numbers a channel, −1 in `photo` where there are fewer photos.
 */
export const UnitTable = z.object({
  fovea: z.literal(1),
  network: Sha256,
  layers: z.array(IndexedLayer).readonly(),
  /** Every photo that was looked at, by the hash of its file. */
  seen: z.array(Sha256).readonly(),
  /** [layers] */
  best: z
    .array(
      z.object({
        /** [channels × mostPatches] an index into `seen` */
        photo: z.array(z.int()).readonly(),
        /** The activation. */
        value: z.array(z.number()).readonly(),
        /** Its position in the layer: row · columns + column. */
        place: z.array(z.int()).readonly(),
      }),
    )
    .readonly(),
});
export type UnitTable = z.infer<typeof UnitTable>;

/** A patch of a photo that excites a unit. */
export const UnitPatch = z.object({
  photo: PhotoId,
  fileName: z.string(),
  /** Pixels of the full-size photo. */
  width: z.int().positive(),
  height: z.int().positive(),
  activation: z.number(),
  position: z.object({ row: z.int().nonnegative(), column: z.int().nonnegative() }),
  /** What the position sees of the network's picture, in pixels of the full-size photo; padding lies outside. */
  box: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
});
export type UnitPatch = z.infer<typeof UnitPatch>;

const known = z.object({ model: Sha256 });

export const labUnitMethods = {
  /**
   * Queues looking for the photos of a filter that excite the units of a network most; photos that were looked at are not
   * again. `layers`: null for a dozen from the picture to the end; others than last time begin anew.
   */
  'lab.index': command({
    input: known.extend({ filter: PhotoFilter, layers: z.array(z.string()).min(1).max(64).readonly().nullable() }),
    output: z.object({ job: JobId }),
    errors: ['model/unknown'],
  }),

  /**
   * What is known of a network's units; null: nothing yet. `photos` were looked at; `unseen` of the library were not, or
   * could not be.
   */
  'lab.indexed': query({
    input: known,
    output: z
      .object({
        layers: z.array(IndexedLayer).readonly(),
        photos: z.int().nonnegative(),
        unseen: z.int().nonnegative(),
      })
      .nullable(),
  }),

  /** The patches that excite a unit most, the strongest first; photos that left the library are left out. */
  'lab.patches': query({
    input: known.extend({ layer: z.string(), channel: z.int().nonnegative() }),
    output: z.array(UnitPatch).readonly(),
    errors: ['model/unknown', 'lab/no-layer', 'lab/not-indexed'],
  }),
};

export const labUnitRunnerMethods = {
  /** Adds photos to the index in `file`, which is made where it is not there, and written again and again on the way. */
  'lab.index': job({
    input: z.object({
      model: KnownModel,
      photos: z.array(z.object({ path: z.string(), hash: Sha256 })).readonly(),
      layers: z.array(z.string()).readonly().nullable(),
      device: DeviceId,
      file: z.string(),
    }),
    progress: z.object({ done: z.int(), total: z.int(), failed: z.int() }),
    output: z.object({ photos: z.int(), failed: z.int() }),
    errors: ['model/not-onnx', 'model/bad-card', 'model/unsupported', 'lab/no-layer', 'runner/no-device', 'disk/full'],
  }),
};
