import { z } from 'zod';
import { PhotoId, Problem, Sha256 } from './records.ts';

// What every pixel of a photo shows.

/** How a photo is looked at, and what is made of the answer. */
export const SegmentationSettings = z.object({
  /** Pixels of the photo's longer side as the network sees it; null: as large as the model's card says, or suits it. */
  longSide: z.int().min(16).max(16_384).nullable().default(null),
  /** Pixels between places of a classifier, a power of 2; null: as many as keep it quick. */
  stepPx: z.int().min(1).max(64).nullable().default(null),
  /** Whether the mirrored photo is looked at too, and the answers averaged. */
  flip: z.boolean().default(false),
  /** Sizes beside 1 at which it is looked at too. */
  scales: z.array(z.number().min(0.25).max(4)).max(8).readonly().default([]),
  /** Whether a fully connected conditional random field draws the borders along the colors of the photo. */
  crf: z.boolean().default(false),
  /** Regions of fewer pixels of the result take the class around them. */
  minRegionPx: z.int().min(0).max(1_000_000).default(0),
  /** A place whose best class is less probable than this is not judged. */
  minProbability: z.number().min(0).max(1).default(0),
  /** Classes whose probabilities are kept place by place. */
  maps: z.array(z.int().nonnegative()).max(64).readonly().default([]),
});
export type SegmentationSettings = z.infer<typeof SegmentationSettings>;

/** How much of a photo a class takes. */
export const ClassArea = z.object({
  classIndex: z.int().nonnegative(),
  className: z.string(),
  pixels: z.int().nonnegative(),
  /** Of all pixels that were judged. */
  share: z.number().min(0).max(1),
});
export type ClassArea = z.infer<typeof ClassArea>;

/** The result for one photo. The pictures lie in the folder that was named for them. */
export const SegmentedPhoto = z.object({
  /** Pixels of the full-size photo after orientation. */
  photoWidth: z.int().positive(),
  photoHeight: z.int().positive(),
  /** Pixels of the result. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Largest first; classes that are not there are left out. */
  areas: z.array(ClassArea).readonly(),
  /** File names: the class of every pixel as an indexed PNG; how probable it is, and each map asked for, in grey. */
  classes: z.string(),
  probability: z.string(),
  maps: z.array(z.object({ classIndex: z.int().nonnegative(), file: z.string() })).readonly(),
  /** Pixels of the result between neighboring places that were looked at. */
  stepPx: z.number().positive(),
  elapsedMs: z.number(),
  damaged: z.boolean(),
  /** Why the CPU took the place of the device, in words; absent where it did not. */
  fellBack: z.string().optional(),
});
export type SegmentedPhoto = z.infer<typeof SegmentedPhoto>;

/**
 * Names a look at a photo by everything that decides it. Its pixels lie at an address of the shell, not on the port: gzip
 * of [height, width] class indices in 16 bits, little-endian, 65535 for not judged, and then of [height, width]
 * probabilities of those classes in 8 bits, 255 for 1.
 */
export const LookId = Sha256;
export type LookId = z.infer<typeof LookId>;

/** What a network saw of a photo of the library. */
export const Look = z.object({ id: LookId, result: SegmentedPhoto });
export type Look = z.infer<typeof Look>;

/** Formats in which masks leave Fovea. */
export const MaskFormat = z.enum(['png', 'coco', 'labelme', 'cvat', 'geojson', 'csv', 'cutout', 'overlay']);
export type MaskFormat = z.infer<typeof MaskFormat>;

/** What became of one file of many. */
export const SegmentedFile = z.object({
  index: z.int().nonnegative(),
  path: z.string(),
  /** Paths that were written for it. */
  written: z.array(z.string()).readonly(),
  result: SegmentedPhoto.nullable(),
  problem: Problem.nullable(),
});
export type SegmentedFile = z.infer<typeof SegmentedFile>;

/** Pixels of one class that were answered as another; the index after the last class stands for no answer. */
export const ConfusedPixels = z.object({
  truth: z.int().nonnegative(),
  predicted: z.int().nonnegative(),
  pixels: z.int().positive(),
});
export type ConfusedPixels = z.infer<typeof ConfusedPixels>;

/** So many confused pairs of classes are told of each photo. */
export const mostConfusedPairs = 20;

const share = z.number().min(0).max(1).nullable();

/** How well a network agrees with masks. Shares of 1; null where there is nothing to count. */
export const SegmentationReport = z.object({
  model: z.string(),
  /** Intersection over union, averaged over the classes. */
  meanIou: share,
  pixelAccuracy: share,
  /** Outlines met within 0.75 % of the diagonal, averaged over the photos. */
  boundaryF: share,
  classes: z.array(z.object({ className: z.string(), iou: share, accuracy: share })).readonly(),
  /** [C][C + 1] pixels; row: the true class; column: the class answered, the last where none was. */
  confusion: z.array(z.array(z.number()).readonly()).readonly(),
  /** The worst first; those that could not be judged before them. */
  photos: z
    .array(
      z.object({
        path: z.string(),
        meanIou: share,
        pixelAccuracy: share,
        /** The pairs of classes with the most pixels, the most first. */
        confused: z.array(ConfusedPixels).max(mostConfusedPairs).readonly(),
        problem: Problem.nullable(),
      }),
    )
    .readonly(),
});
export type SegmentationReport = z.infer<typeof SegmentationReport>;

/** A photo's mask and what a network answered, pixel for pixel. */
export const JudgedPhoto = z.object({
  /** null: it is not in the library. */
  photo: PhotoId.nullable(),
  /** Pixels of the mask, and of both looks. */
  width: z.int().positive(),
  height: z.int().positive(),
  truth: LookId,
  answer: LookId,
});
export type JudgedPhoto = z.infer<typeof JudgedPhoto>;
