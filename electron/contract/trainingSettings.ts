import { z } from 'zod';

// What a person may decide about a training run. Every field has a default, so that `TrainingSettings.parse({})` is a
// complete run; what a run was made with is stored whole in its record.

const fraction = z.number().min(0).max(1);

/**
 * How much of the network learns. head: one linear layer on frozen features · blocks: the last `blocks` blocks and the
 * head · all: every layer.
 */
export const Depth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('head') }),
  z.object({ kind: z.literal('blocks'), blocks: z.int().min(1).max(1000) }),
  z.object({ kind: z.literal('all') }),
]);
export type Depth = z.infer<typeof Depth>;

/**
 * What is minimised. softmax: multinomial cross-entropy · svm: one-vs-rest squared hinge (a linear SVM on frozen
 * features) · hinge, squared-hinge: multi-class margins · sigmoid: one yes-or-no per class, for photos with several
 * classes · triplet: an embedding in which photos of a class lie together, answered by the nearest class.
 */
export const LossKind = z.enum(['softmax', 'svm', 'hinge', 'squared-hinge', 'sigmoid', 'triplet']);
export type LossKind = z.infer<typeof LossKind>;

export const OptimizerKind = z.enum(['sgd', 'momentum', 'nesterov', 'adam', 'adamw']);
export type OptimizerKind = z.infer<typeof OptimizerKind>;

/**
 * What the layers begin with. kept: what the network has learned before · xavier, he: drawn anew, as wide as the size of a
 * layer asks for · small, large: drawn with a standard deviation of 0.01 or 1, to see what that does.
 */
export const LayerStart = z.enum(['kept', 'xavier', 'he', 'small', 'large']);
export type LayerStart = z.infer<typeof LayerStart>;

/** What stands between layers; kept: what the network has. */
export const ActivationKind = z.enum(['kept', 'sigmoid', 'tanh', 'relu', 'leaky-relu', 'elu', 'maxout']);
export type ActivationKind = z.infer<typeof ActivationKind>;

/** How the learning rate goes: constant, /10 at thirds, half a cosine, up and down (one-cycle), /10 when stuck. */
export const ScheduleKind = z.enum(['constant', 'step', 'cosine', 'one-cycle', 'plateau']);
export type ScheduleKind = z.infer<typeof ScheduleKind>;

/** How strongly training photos are varied; 0 is off, 1 the most that still looks like a photo. */
export const Augmentation = z.object({
  /** Mirrors half of the photos left to right. */
  flip: z.boolean().default(true),
  /** Random resized crop: at 1 a crop may keep as little as a quarter of the area. */
  crop: fraction.default(0.3),
  /** Colour casting: brightness, contrast, saturation and a cast per channel. */
  color: fraction.default(0.2),
  /** Rotation, shear and perspective. */
  geometry: fraction.default(0),
  blur: fraction.default(0),
  noise: fraction.default(0),
});
export type Augmentation = z.infer<typeof Augmentation>;

export const TrainingSettings = z.object({
  seed: z.int().nonnegative().max(0xffffffff).default(1),
  depth: Depth.default({ kind: 'head' }),
  loss: LossKind.default('softmax'),

  // ----- the head on frozen features
  /** Value of the network whose features the head reads; null: chosen by cross-validation. */
  layer: z.string().nullable().default(null),
  /** Inverse strength of the head's L2 penalty; null: chosen by grouped cross-validation. */
  c: z.number().positive().nullable().default(null),
  /** Parts of grouped cross-validation. */
  folds: z.int().min(2).max(20).default(5),
  /** Weighs classes by their rarity, draws rare ones more often, or does nothing. */
  balance: z.enum(['none', 'weights', 'resample']).default('none'),

  // ----- the training loop, for depths beyond the head
  epochs: z.int().min(1).max(10_000).default(10),
  batch: z.int().min(1).max(1024).default(32),
  optimizer: OptimizerKind.default('nesterov'),
  momentum: fraction.default(0.9),
  /**
   * Largest learning rate of the schedule; null: found by a short test before the first epoch, or a gentle one where the
   * head is solved already.
   */
  learningRate: z.number().positive().nullable().default(null),
  schedule: ScheduleKind.default('cosine'),
  /** Epochs over which the learning rate rises from 0. */
  warmupEpochs: z.number().min(0).default(0.5),
  weightDecay: z.number().min(0).default(1e-4),
  l1: z.number().min(0).default(0),
  dropout: fraction.max(0.95).default(0),
  labelSmoothing: fraction.max(0.5).default(0.1),
  mixup: fraction.default(0),
  cutmix: fraction.default(0),
  /**
   * Adversarial training, only where all layers learn: in every step all pictures of the batch are first moved to where the
   * loss is larger, by so many 1/255 of the color range at most; 0: off. Wong, Rice and Kolter, "Fast is better than free",
   * ICLR 2020.
   */
  adversarial: z.number().min(0).max(16).default(0),
  /** Largest norm of all gradients together; null: not clipped. */
  clipNorm: z.number().positive().nullable().default(5),
  /** frozen: running statistics stay as they came (safest below about 1,000 photos). */
  batchNorm: z.enum(['frozen', 'updated']).default('frozen'),
  /** How a head starts: from the frozen-feature solution, or drawn. */
  headStart: z.enum(['solved', 'xavier', 'he']).default('solved'),
  /** Only where all layers learn, as the next one. */
  layerStart: LayerStart.default('kept'),
  activation: ActivationKind.default('kept'),
  /** Varied copies of each photo that pass the frozen part once and are kept; 0: the photo as it is. */
  views: z.int().min(0).max(50).default(4),
  augmentation: Augmentation.prefault({}),
  /** Epochs after which training ends if none of them was better on the hold-out; null: never. */
  patience: z.int().min(1).nullable().default(5),
  /**
   * Learns once more from the start, hold-out photos included, for as many epochs as were best without them. Not where
   * all layers learn: that would take as long again.
   */
  refit: z.boolean().default(true),
  /** Runs from different seeds; the best on the hold-out is kept, the spread is reported. */
  restarts: z.int().min(1).max(20).default(1),
  /** Seconds between checkpoints; one is also written after each epoch. */
  checkpointSeconds: z.number().positive().max(60).default(30),
  /** Tries C, depth and learning rate by successive halving before the run. */
  search: z.boolean().default(false),

  // ----- what is set aside
  /** Of the training photos, for the decision when to stop; where the set has no hold-out part of its own. */
  holdout: fraction.max(0.5).default(0.1),
  /** Of all photos, for the report; where the set has no test part of its own. */
  test: fraction.max(0.5).default(0.2),

  /** Answers "unknown" so rarely that this share of right answers is kept; 1: never. */
  keepRight: z.number().min(0.5).max(1).default(0.95),
});
export type TrainingSettings = z.infer<typeof TrainingSettings>;
/** What a person states; the rest is default. */
export type TrainingWishes = z.input<typeof TrainingSettings>;
