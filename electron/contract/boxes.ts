import { z } from 'zod';
import { PhotoId, Problem, Sha256 } from './records.ts';

// Boxes that people drew, and those that a detector found.

/** Pixels of the full-size photo after orientation; x1 and y1 exclusive, neither side empty. */
export const PhotoBox = z
  .object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() })
  .refine(({ x0, y0, x1, y1 }) => x1 > x0 && y1 > y0);
export type PhotoBox = z.infer<typeof PhotoBox>;

export const BoxId = z.int().positive();
export type BoxId = z.infer<typeof BoxId>;

const className = z.string().trim().min(1).max(200);

/** What a person drew, or accepted of what was found. */
export const DrawnBox = z.object({
  id: BoxId,
  photo: PhotoId,
  className,
  box: PhotoBox,
  /** Hard to recognize: learned from, and not counted when detections are judged. */
  difficult: z.boolean(),
});
export type DrawnBox = z.infer<typeof DrawnBox>;

export const NewBox = z.object({ className, box: PhotoBox, difficult: z.boolean().default(false) });
export type NewBox = z.infer<typeof NewBox>;

/** What a detector found; only that of the detector in use is shown. */
export const FoundBox = z.object({
  id: BoxId,
  photo: PhotoId,
  className: z.string(),
  box: PhotoBox,
  /** How probable it is. */
  score: z.number().min(0).max(1),
});
export type FoundBox = z.infer<typeof FoundBox>;

/** All boxes of a photo. Found ones that were accepted, rejected or overlap a drawn one of their class are left out. */
export const BoxesOfPhoto = z.object({
  drawn: z.array(DrawnBox).readonly(),
  found: z.array(FoundBox).readonly(),
  /** A person has said that every thing is drawn: what else is found there is a mistake. */
  complete: z.boolean(),
});
export type BoxesOfPhoto = z.infer<typeof BoxesOfPhoto>;

/** A class of drawn boxes, and how many there are. */
export const BoxClass = z.object({ className: z.string(), boxes: z.int(), photos: z.int() });
export type BoxClass = z.infer<typeof BoxClass>;

/** Where regions come from that a detector judges. */
export const ProposalSource = z.enum(['single', 'fast', 'quality', 'windows']);
export type ProposalSource = z.infer<typeof ProposalSource>;

/** One way in which regions were merged, for the teaching view. Nodes and boxes as in native/selectiveSearch.ts. */
export const MergeTree = z.object({
  space: z.string(),
  k: z.number(),
  strategy: z.string(),
  count: z.int(),
  /** [2 count − 1][4] in pixels of the full-size photo */
  boxes: z.array(z.number()).readonly(),
  /** [count − 1][2] */
  merges: z.array(z.int()).readonly(),
  similarities: z.array(z.number()).readonly(),
});
export type MergeTree = z.infer<typeof MergeTree>;

/** How layers of the network are tuned to what is drawn before they describe regions. */
export const TrunkTuning = z.object({
  /** last: the last blocks before the map that regions are described by. */
  layers: z.enum(['last', 'all']),
  steps: z.int().min(1).max(100_000).default(100),
  /** Learning rate of every step. */
  rate: z.number().positive().default(0.001),
  momentum: z.number().min(0).max(0.999).default(0.9),
  /** Windows of a step that show a thing, and that show background; fewer of both where memory asks. */
  things: z.int().min(1).max(1000).default(32),
  background: z.int().min(1).max(1000).default(96),
});
export type TrunkTuning = z.infer<typeof TrunkTuning>;

/** How a detector learns. */
export const DetectorSettings = z.object({
  /** exact: each region is warped to the network's input. shared: regions are pooled from one map of the photo. */
  form: z.enum(['exact', 'shared']).default('shared'),
  proposals: ProposalSource.default('fast'),
  /** Regions of a photo that are judged. */
  mostProposals: z.int().min(10).max(10_000).default(1000),
  /** Positions of a region's features along each side; null: what suits the form. */
  grid: z.int().min(1).max(7).nullable().default(null),
  /** The value of the network that regions are described by; null: its last map. */
  tap: z.string().nullable().default(null),
  /** Cost of a mistake of the linear machines. */
  c: z.number().positive().default(10),
  /** Whether boxes are moved by a regression learned for each class. */
  regression: z.boolean().default(true),
  /** Every how many photos one is held out to judge by; 0: none. */
  heldOut: z.int().min(0).max(100).default(5),
  /** null: the network stays as it is. */
  tuning: TrunkTuning.nullable().default(null),
  seed: z.int().nonnegative().default(1),
});
export type DetectorSettings = z.infer<typeof DetectorSettings>;

/** A curve of precision over recall, thinned to at most 200 points. */
export const PrecisionCurve = z.object({
  recall: z.array(z.number()).readonly(),
  precision: z.array(z.number()).readonly(),
});

const share = z.number().min(0).max(1).nullable();

/** How well a detector finds what people drew. Shares of 1; null where there is nothing to count. */
export const DetectionReport = z.object({
  detector: z.string(),
  photos: z.int(),
  /** Mean over the classes: at IoU 0.5 over all points, by VOC's eleven points, and COCO's mean over 0.5 to 0.95. */
  meanAp50: share,
  meanAp50ElevenPoint: share,
  meanAp: share,
  classes: z
    .array(
      z.object({
        className: z.string(),
        boxes: z.int(),
        ap50: share,
        ap50ElevenPoint: share,
        ap: share,
        curve: PrecisionCurve,
      }),
    )
    .readonly(),
  /** False positives by kind, as many of the surest as there are true boxes. */
  mistakes: z.object({
    localization: z.int(),
    similar: z.int(),
    other: z.int(),
    background: z.int(),
  }),
  /** The photos with mistakes, the surest mistake first; at most 200. */
  worst: z
    .array(
      z.object({
        path: z.string(),
        photo: PhotoId.nullable(),
        className: z.string(),
        box: PhotoBox,
        score: z.number(),
        kind: z.enum(['localization', 'similar', 'other', 'background', 'missed']),
      }),
    )
    .readonly(),
  problems: z.array(z.object({ path: z.string(), problem: Problem })).readonly(),
});
export type DetectionReport = z.infer<typeof DetectionReport>;

/** A detector that was learned here, as its file tells. */
export const DetectorRecord = z.object({
  model: Sha256,
  name: z.string(),
  classNames: z.array(z.string()).readonly(),
  settings: DetectorSettings,
  trunkName: z.string(),
  /** The network that it was learned on; null: it was learned before this was written down. */
  trunk: Sha256.nullable().default(null),
  /** On what it was held out from; null: nothing was. */
  report: DetectionReport.nullable(),
});
export type DetectorRecord = z.infer<typeof DetectorRecord>;

/** The key of metadata_props under which a detector's file keeps what is not in its graph, as JSON. */
export const detectorKey = 'fovea.detector';

/** What a detector's file says of itself, beside its graph. */
export const DetectorFile = z.object({
  settings: DetectorSettings,
  /** All that the rows of regions depend on beside the photo. */
  describes: z.string(),
  /** The network that it was learned on; null: it was learned before this was written down. */
  trunk: Sha256.nullable().default(null),
  classNames: z.array(z.string()).readonly(),
  curves: z.array(z.object({ slope: z.number(), offset: z.number() })).readonly(),
  /** [K] whether boxes of the class are moved. */
  moves: z.array(z.boolean()).readonly(),
  network: z.object({
    form: z.enum(['exact', 'shared']),
    size: z.object({ width: z.int(), height: z.int() }),
    batch: z.int(),
    grid: z.int(),
    width: z.int(),
    tap: z.object({
      value: z.string(),
      channels: z.int(),
      stepPx: z.number(),
      center: z.object({ x: z.number(), y: z.number() }),
      rows: z.int(),
      columns: z.int(),
    }),
  }),
});
export type DetectorFile = z.infer<typeof DetectorFile>;
