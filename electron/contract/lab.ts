import { z } from 'zod';

// What a person may ask of the lab, method by method. Every field has a default, so that `LabSettings.parse({ method })`
// is a complete question; an answer is stored with its settings whole, which is its recipe.

const seed = z.int().nonnegative().max(0xffffffff).default(1);
const steps = z.int().min(1).max(10_000);
const fraction = z.number().min(0).max(1);
/** Of an output: which class. */
const classIndex = z.int().nonnegative();
/** A value of the network by its name in the graph; null: Fovea's choice, which the answer names. */
const layer = z.string().nullable().default(null);

/**
 * What a picture or a map is about. A class, by its score before the probability; null: the class that the network
 * answers. Or a unit: a channel of a layer, at one position of its map or wherever it is strongest (null).
 */
export const LabTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('class'), classIndex: classIndex.nullable() }),
  z.object({
    kind: z.literal('unit'),
    layer: z.string(),
    channel: z.int().nonnegative(),
    position: z.object({ row: z.int().nonnegative(), column: z.int().nonnegative() }).nullable(),
  }),
]);
export type LabTarget = z.infer<typeof LabTarget>;

const answered: LabTarget = { kind: 'class', classIndex: null };
const target = LabTarget.default(answered);

/**
 * Where in a photo an answer comes from.
 *
 *   occlusion            a grey square moved over the photo (Zeiler and Fergus, 2014)
 *   gradient             the derivative of the score (Simonyan et al., 2014)
 *   gradient-input       times the picture
 *   smooth-grad          its mean over noisy copies (Smilkov et al., 2017)
 *   integrated-gradient  its mean on the way from grey, times the picture (Sundararajan et al., 2017)
 *   grad-cam             a layer's channels, each by its mean derivative (Selvaraju et al., 2017)
 *   guided, deconvnet    with other rules for Relu (Springenberg et al., 2015; Zeiler and Fergus, 2014)
 */
export const EvidenceMethodName = z.enum([
  ...(['occlusion', 'gradient', 'gradient-input', 'smooth-grad', 'integrated-gradient'] as const),
  ...(['grad-cam', 'guided', 'deconvnet'] as const),
]);
export type EvidenceMethodName = z.infer<typeof EvidenceMethodName>;

const EvidenceSettings = z.object({
  method: z.literal('evidence'),
  map: EvidenceMethodName.default('occlusion'),
  target,
  /** grad-cam: the layer whose channels are weighed. */
  layer,
  /** occlusion: positions of the square along each side of the map, and how large it is in cells of it. */
  grid: z.int().min(2).max(56).default(15),
  squareInCells: z.number().min(1).max(8).default(2),
  /** grey: the mean color · black · blur: the photo itself, out of focus. */
  fill: z.enum(['grey', 'black', 'blur']).default('grey'),
  /** smooth-grad: noisy copies; integrated-gradient: steps on the way. */
  samples: z.int().min(1).max(500).default(16),
  /** smooth-grad: standard deviation of the noise, of the range of the picture. */
  noise: fraction.default(0.15),
  /** Whether deletion and insertion curves are drawn beside those of random maps. */
  check: z.boolean().default(false),
  /** Whether the map is compared with that of the same network with random weights (Adebayo et al., 2018). */
  randomize: z.boolean().default(false),
  seed,
});

const ProjectionSettings = z.object({
  method: z.literal('projection'),
  projection: z.enum(['gradient', 'deconvnet', 'guided']).default('deconvnet'),
  layer: z.string(),
  channel: z.int().nonnegative(),
});

const ActivationSettings = z.object({
  method: z.literal('activations'),
  layer,
  /** The strongest channels that are drawn. */
  most: z.int().min(1).max(4096).default(256),
});

/** How a picture is changed by gradients until it shows what is wanted. */
const synthesis = {
  /** Pixels of each side; null: as the network sees. */
  size: z.int().min(16).max(4096).nullable().default(null),
  steps: steps.default(256),
  rate: z.number().positive().max(10).default(0.05),
  /** pixels: the picture itself · fourier: its spectrum, low frequencies first (Olah et al., 2017). */
  parametrization: z.enum(['pixels', 'fourier']).default('fourier'),
  /** Whether colors are moved apart as they are in photographs. */
  decorrelated: z.boolean().default(true),
  /** Pixels that the picture is shifted by at random before each step. */
  jitter: z.int().min(0).max(64).default(16),
  /** Sizes from coarse to fine, each 1.4 times the one before. */
  octaves: z.int().min(1).max(8).default(1),
  /** Weight of the total variation, and of the squared norm, of numbers that vary by 1 in photos. */
  totalVariation: z.number().min(0).default(5e-4),
  decay: z.number().min(0).default(0),
  /** Standard deviation in pixels of a blur every few steps; 0: none. */
  blur: z.number().min(0).max(10).default(0.5),
  seed,
};

/** What is made to resemble a photo is looked at as it is. */
const still = { jitter: synthesis.jitter.default(0), blur: synthesis.blur.default(0) };

const MaximizeSettings = z.object({
  method: z.literal('maximize'),
  /** One picture for each, side by side as a poster. */
  targets: z.array(LabTarget).min(1).max(256).readonly().default([answered]),
  ...synthesis,
  /** lecture: plain steps along the gradient from a grey picture, as first described. */
  procedure: z.enum(['lecture', 'modern']).default('modern'),
  /** Whether it begins with the photo instead of noise. */
  fromPhoto: z.boolean().default(false),
});

const InversionSettings = z.object({ method: z.literal('inversion'), layer, ...synthesis, ...still });

const InterpolationSettings = z.object({
  method: z.literal('interpolation'),
  layer,
  ...synthesis,
  ...still,
  /** Pictures on the way between two photos, both ends included. */
  pictures: z.int().min(2).max(16).default(5),
});

const StyleSettings = z.object({
  method: z.literal('style'),
  /** null: one layer in the middle; every stage. */
  contentLayer: layer,
  styleLayers: z.array(z.string()).max(16).readonly().nullable().default(null),
  /** Of relative distances: 1 is a picture without any features. */
  contentWeight: z.number().min(0).default(1),
  styleWeight: z.number().min(0).default(1000),
  /** Of the mean over pixels, of numbers that vary by 1 in photos. */
  totalVariation: z.number().min(0).default(5),
  /** Pixels of the longer side of the result; beyond what memory allows it is made in tiles. */
  size: z.int().min(32).max(8192).default(512),
  steps: steps.default(200),
  rate: z.number().positive().max(10).default(0.05),
  /** What the picture begins as. */
  from: z.enum(['content', 'noise']).default('content'),
  seed,
});

/** A network made for one style, applied once. */
const FastStyleSettings = z.object({
  method: z.literal('fast-style'),
  /** Pixels of the longer side; null: every pixel, in tiles. */
  size: z.int().min(32).max(16_384).nullable().default(1024),
});

/**
 * A photo changed so little that nobody sees it, and answered otherwise.
 *
 *   sign      one step of ε along the sign of the gradient (Goodfellow et al., 2015)
 *   iterated  many small steps, never further than ε from the photo (Kurakin et al., 2017; Madry et al., 2018)
 *   minimal   the nearest border between two classes (DeepFool, Moosavi-Dezfooli et al., 2016)
 */
const AttackSettings = z.object({
  method: z.literal('attack'),
  kind: z.enum(['sign', 'iterated', 'minimal']).default('iterated'),
  /** Largest change of a color value, of 255. */
  epsilon: z.number().min(0.25).max(128).default(2),
  steps: z.int().min(1).max(1000).default(20),
  /** The class wanted; null: any other than the one answered. */
  classIndex: classIndex.nullable().default(null),
  /** Whether it is seen how JPEG, blur, cropping and scaling undo it. */
  undo: z.boolean().default(true),
  seed,
});

/** A picture that nobody recognizes, answered with confidence (Nguyen et al., 2015). */
const FoolingSettings = z.object({
  method: z.literal('fooling'),
  classIndex: classIndex.default(0),
  confidence: fraction.default(0.99),
  steps: z.int().min(1).max(5000).default(200),
  seed,
});

/**
 * x + αw: what a linear classifier of pixels is fooled by. It is learned from the photos, of which the first is changed by
 * the weights of a class.
 */
const LinearSettings = z.object({
  method: z.literal('linear'),
  /** The class whose weights are added, of those in `truths`; null: the next after the photo's own. */
  classIndex: classIndex.nullable().default(null),
  /** [photos] the class of each, as an index into `classNames`. */
  truths: z.array(classIndex).readonly().default([]),
  classNames: z.array(z.string()).max(1000).readonly().default([]),
  /** Pixels of each side of what the classifier sees. */
  size: z.int().min(8).max(128).default(32),
  /** Values of α. */
  alphas: z.array(z.number()).min(1).max(64).readonly().default([-2, -1, -0.5, 0, 0.5, 1, 2]),
});

/** How often a network is still right when each photo is attacked, for several ε. */
const RobustnessSettings = z.object({
  method: z.literal('robustness'),
  epsilons: z.array(z.number().min(0).max(128)).min(1).max(16).readonly().default([0, 0.5, 1, 2, 4, 8]),
  kind: z.enum(['sign', 'iterated']).default('iterated'),
  steps: z.int().min(1).max(100).default(10),
  /** [photos] the true class of each; null: what the network answers. */
  truths: z.array(classIndex.nullable()).readonly().default([]),
  seed,
});

/** The weights of a convolution that reads colors; null: the first one. */
const FilterSettings = z.object({ method: z.literal('filters'), layer });

export const LabSettings = z.discriminatedUnion('method', [
  EvidenceSettings,
  ProjectionSettings,
  ActivationSettings,
  MaximizeSettings,
  InversionSettings,
  InterpolationSettings,
  StyleSettings,
  FastStyleSettings,
  AttackSettings,
  FoolingSettings,
  LinearSettings,
  RobustnessSettings,
  FilterSettings,
]);
export type LabSettings = z.infer<typeof LabSettings>;
export type LabMethod = LabSettings['method'];
export type LabSettingsOf<M extends LabMethod> = Extract<LabSettings, { method: M }>;
