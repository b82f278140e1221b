import { z } from 'zod';
import { PhotoId, Problem, Sha256 } from './records.ts';
import { Look } from './segmentation.ts';

// What a person paints to teach a segmenter.

export const StrokeSetId = z.int().positive();
export type StrokeSetId = z.infer<typeof StrokeSetId>;

const coordinates = z.array(z.number().min(-1e6).max(1e6)).max(20_000).readonly();

/** Pixels that were painted in one go, in pixels of the full-size photo after orientation; what lies beside it is cut. */
export const StrokeShape = z.discriminatedUnion('kind', [
  /** A round brush along [x0, y0, x1, y1, …]; a single point is a dot. */
  z.object({ kind: z.literal('path'), points: coordinates, radius: z.number().positive().max(10_000) }),
  /** What lies within the closed line [x0, y0, x1, y1, …]. */
  z.object({ kind: z.literal('polygon'), points: coordinates }),
  /**
   * Pixels of the photo at another size, row by row: how many are outside, then how many are inside, and so on until
   * the end of the picture.
   */
  z.object({
    kind: z.literal('region'),
    width: z.int().min(1).max(65_535),
    height: z.int().min(1).max(65_535),
    runs: z.array(z.int().nonnegative()).max(400_000).readonly(),
  }),
]);
export type StrokeShape = z.infer<typeof StrokeShape>;

/** Position in the classes of the set; null: what was painted there before is erased. */
const classIndex = z.int().nonnegative().nullable();

export const NewStroke = z.object({ classIndex, shape: StrokeShape });
export type NewStroke = z.infer<typeof NewStroke>;

/** Of a photo, in the order in which they were painted: later ones lie over earlier ones. */
export const Stroke = z.object({ id: z.int().positive(), classIndex, shape: StrokeShape });
export type Stroke = z.infer<typeof Stroke>;

/** A class keeps its position for ever, so that strokes go on meaning it; a removed one is not learned. */
export const StrokeClass = z.object({ name: z.string().trim().min(1).max(100), removed: z.boolean() });
export type StrokeClass = z.infer<typeof StrokeClass>;

/** A segmenter in the making: a network that describes pixels, classes, and strokes on photos. */
export const StrokeSet = z.object({
  id: StrokeSetId,
  name: z.string(),
  /** The network whose layers describe the pixels. */
  model: Sha256,
  classes: z.array(StrokeClass).readonly(),
  /** Photos with strokes, in the order in which they were first painted on. */
  photos: z.array(z.object({ photo: PhotoId, fileName: z.string(), strokes: z.int().positive() })).readonly(),
});
export type StrokeSet = z.infer<typeof StrokeSet>;

/** What the segmenter in the making says of a photo. */
export const StrokeAnswer = z.object({
  /** Painted pixels have the class they were painted with. Its classes are positions in the set. */
  look: Look,
  /** Where one more stroke would tell most, in pixels of the photo; null: everything is painted. */
  next: z.object({ x: z.number(), y: z.number() }).nullable(),
  /** Entropy over that of equal classes, averaged over the photo: 0 sure, 1 no idea. */
  uncertainty: z.number().min(0).max(1),
  /** Milliseconds of learning; 0: nothing was new. */
  learnedMs: z.number(),
  /** Photos whose strokes could not be learned from. */
  problems: z.array(z.object({ photo: PhotoId, problem: Problem })).readonly(),
});
export type StrokeAnswer = z.infer<typeof StrokeAnswer>;

/** Regions of even color, which can be painted as a whole. Their pixels lie at an address of the shell, as `LookId` says; probabilities are 0. */
export const PhotoRegions = z.object({
  id: Sha256,
  width: z.int().positive(),
  height: z.int().positive(),
  regions: z.int(),
});
export type PhotoRegions = z.infer<typeof PhotoRegions>;
