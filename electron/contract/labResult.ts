import { z } from 'zod';
import { Suggestion } from './photoRecords.ts';
import { Sha256 } from './records.ts';
import { LabSettings } from './lab.ts';

// What the lab answers: pictures in a folder, maps, curves and numbers, the same for every method, so that one view shows
// them all.

/**
 * A picture that was made: a PNG of 8 bits in the folder that was named for it.
 *
 *   original    what went in, as the network saw it
 *   result      what was made
 *   difference  result less original, around grey and made stronger: `strength` times
 *   target      what was wanted: the other photo, the style
 *   projection  a unit's activation projected back to the pixels
 *   sheet       many small pictures of one size, `columns` a row
 */
export const LabPicture = z.object({
  file: z.string(),
  role: z.enum(['original', 'result', 'difference', 'target', 'projection', 'sheet']),
  /** What it is of, where there are several of a role: a class, a channel, a layer. */
  about: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** difference: by how much it was made stronger. */
  strength: z.number().nullable(),
  /** sheet: its small pictures in reading order. */
  cells: z.object({ columns: z.int().positive(), labels: z.array(z.string()).readonly() }).nullable(),
});
export type LabPicture = z.infer<typeof LabPicture>;

/** Numbers over a part of a photo. */
export const LabMap = z.object({
  about: z.string(),
  rows: z.int().positive(),
  columns: z.int().positive(),
  /** [rows][columns]; above 0 speaks for the target. */
  values: z.array(z.number()).readonly(),
  /** The part of the full-size photo that it lies on, in its pixels. */
  box: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
  photoWidth: z.int().positive(),
  photoHeight: z.int().positive(),
});
export type LabMap = z.infer<typeof LabMap>;

/** Which curves there are; each of a method that needs one. */
export const LabCurveKind = z.enum([
  /** The loss, or what is maximized, step by step. */
  'loss',
  /** Score left against the share of places hidden, the strongest first, or shown. */
  ...(['deletion', 'insertion'] as const),
  /** Share of right answers against ε of 255. */
  'robustness',
  /** Probability against α of x + αw. */
  'linear',
]);
export type LabCurveKind = z.infer<typeof LabCurveKind>;

export const LabCurve = z.object({
  kind: LabCurveKind,
  about: z.string(),
  x: z.array(z.number()).readonly(),
  y: z.array(z.number()).readonly(),
  /** The same of a random map, of the same x; null where there is none. */
  random: z.array(z.number()).readonly().nullable(),
});
export type LabCurve = z.infer<typeof LabCurve>;

/** What a network answers to a picture of the result. */
export const LabAnswer = z.object({
  /** Name of the network. */
  network: z.string(),
  /** original · result · result after something was done to it, as "JPEG 75". */
  of: z.string(),
  /** The most probable first, five at most. */
  top: z.array(Suggestion).readonly(),
});
export type LabAnswer = z.infer<typeof LabAnswer>;

export const LabResult = z.object({
  pictures: z.array(LabPicture).readonly(),
  /** File names of what it looked like on the way, in order. */
  frames: z.array(z.string()).readonly(),
  maps: z.array(LabMap).readonly(),
  curves: z.array(LabCurve).readonly(),
  answers: z.array(LabAnswer).readonly(),
  /** Single numbers by name, as "rank correlation", "largest change"; what each method gives stands at its maker. */
  measures: z.record(z.string(), z.number()),
  /** The settings with everything that Fovea chose filled in. */
  settings: LabSettings,
  elapsedMs: z.number(),
  /** Why the CPU took the place of the device, in words; null where it did not. */
  fellBack: z.string().nullable(),
});
export type LabResult = z.infer<typeof LabResult>;

/** A step of something that is being made. */
export const LabProgress = z.object({
  done: z.number(),
  total: z.number(),
  /** The loss, or what is maximized, at this step; null where there is none. */
  loss: z.number().nullable(),
  /** File name of what it looks like now; null: as before. */
  frame: z.string().nullable(),
  /** What is known of the map so far; null where there is none, or nothing new. */
  map: LabMap.nullable(),
});
export type LabProgress = z.infer<typeof LabProgress>;

/** A file that something was made from, as one finds it again. */
const Made = z.object({ name: z.string(), hash: Sha256 });

/** Everything that a result was made from. It lies in each PNG of it, so that Fovea can make it again. */
export const LabRecipe = z.object({
  /** Version of this record. */
  fovea: z.literal(1),
  network: Made,
  /** Other networks that were asked. */
  others: z.array(Made).readonly(),
  photos: z.array(Made).readonly(),
  settings: LabSettings,
  madeMs: z.number(),
});
export type LabRecipe = z.infer<typeof LabRecipe>;

/** A layer that can be looked into: a value of the graph with channels. */
export const LabLayer = z.object({
  /** Its name in the graph. */
  name: z.string(),
  op: z.string(),
  channels: z.int().positive(),
  /** Positions; 1 × 1 for what has no place. */
  rows: z.int().positive(),
  columns: z.int().positive(),
  /**
   * Pixels of the picture that one position sees, from one to the next, and where the first begins, which is below 0 in the
   * padding; null where not known.
   */
  field: z
    .object({
      ...{ width: z.number(), height: z.number(), stepX: z.number(), stepY: z.number() },
      ...{ startX: z.number(), startY: z.number() },
    })
    .nullable(),
  /** Why no gradient gets from here to the picture; null: it does. */
  noGradient: z.string().nullable(),
});
export type LabLayer = z.infer<typeof LabLayer>;
