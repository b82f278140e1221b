import { z } from 'zod';
import { Problem } from './records.ts';

// Where in a photo the classes of a classifier are.

/** How a photo is searched by windows: a classifier asked about rectangles of many sizes at many places. */
export const WindowSettings = z.object({
  /**
   * dense: all windows of a size at once, each seeing the photo around it where the network has padding.
   * naive: window by window, cut out and judged by itself; slower.
   */
  mode: z.enum(['dense', 'naive']).default('dense'),
  /** Of naive windows, what stands in the place of padding: zeros, as ever, or the photo around them, as in dense. */
  surroundings: z.enum(['zeros', 'photo']).default('zeros'),
  /** Classes looked for; null: all that are not called as what is none ("background", "no person"). */
  classes: z.array(z.int().nonnegative()).min(1).max(64).readonly().nullable().default(null),
  /** The least probability; null: below which the model's card calls a photo unknown, else one half. */
  threshold: z.number().min(0).max(1).nullable().default(null),
  /** Classes with a least probability of their own. */
  thresholds: z
    .array(z.object({ classIndex: z.int().nonnegative(), probability: z.number().min(0).max(1) }))
    .max(1000)
    .readonly()
    .default([]),
  /** Sides of the smallest and the largest window over those of the largest that fits into the photo. */
  smallest: z.number().min(0.01).max(1).default(0.25),
  largest: z.number().min(0.01).max(1).default(1),
  /** Sizes from one to its half. */
  scalesPerOctave: z.int().min(1).max(16).default(3),
  /** Width over height of windows, over that of the network's input. */
  aspects: z.array(z.number().min(0.1).max(10)).min(1).max(8).readonly().default([1]),
  /** Pixels of the network's input between windows, a divisor of the network's strides; null: about an eighth of it. */
  stepPx: z.int().min(1).max(256).nullable().default(null),
  /** How much of a window may lie outside the photo. */
  margin: z.number().min(0).max(0.5).default(0),
  /** Of two boxes of a class that overlap (IoU) by more, the surer stays. */
  overlap: z.number().min(0).max(1).default(0.3),
  /** Whether overlapping boxes lose probability instead of going. */
  soft: z.boolean().default(false),
  /** Whether a box becomes the mean of the windows around it, of neighboring sizes too. */
  refine: z.boolean().default(true),
  /** The most boxes in a photo. */
  limit: z.int().min(1).max(10_000).default(100),
});
export type WindowSettings = z.infer<typeof WindowSettings>;

/** A box in which a class was found. */
export const FoundObject = z.object({
  /** Pixels of the oriented full-size photo; x1 and y1 exclusive. */
  box: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
  classIndex: z.int().nonnegative(),
  className: z.string(),
  /** The probability of its surest window; less where a surer box overlaps it and suppression is soft. */
  score: z.number().min(0).max(1),
});
export type FoundObject = z.infer<typeof FoundObject>;

/** What was found in one photo. */
export const SearchedPhoto = z.object({
  /** Pixels of the full-size photo after orientation. */
  photoWidth: z.int().positive(),
  photoHeight: z.int().positive(),
  /** The surest first. */
  detections: z.array(FoundObject).readonly(),
  /** How many windows, or regions of a learned detector, were looked at. */
  windows: z.int().nonnegative(),
  /** Pixels of the network's input between windows; null for regions. */
  stepPx: z.int().positive().nullable(),
  /**
   * How far probabilities are from those of the same windows cut out, as the mean over some of them; null where both are
   * the same by their making: windows were cut out, or the network has no padding.
   */
  difference: z.number().min(0).max(1).nullable(),
  elapsedMs: z.number(),
  damaged: z.boolean(),
  /** Why the CPU took the place of the device, in words; absent where it did not. */
  fellBack: z.string().optional(),
});
export type SearchedPhoto = z.infer<typeof SearchedPhoto>;

/** Formats in which boxes leave Fovea; iptc and mwg are regions in XMP sidecars. */
export const BoxFormat = z.enum([
  'voc',
  'coco',
  'yolo',
  'cvat',
  'labelme',
  'createml',
  'csv',
  'labelstudio',
  'iptc',
  'mwg',
]);
export type BoxFormat = z.infer<typeof BoxFormat>;

/** What became of one file of many. */
export const SearchedFile = z.object({
  index: z.int().nonnegative(),
  path: z.string(),
  /** Paths that were written for it. */
  written: z.array(z.string()).readonly(),
  result: SearchedPhoto.nullable(),
  problem: Problem.nullable(),
});
export type SearchedFile = z.infer<typeof SearchedFile>;
