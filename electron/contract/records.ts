import { z } from 'zod';

// The records that cross process boundaries. Pixels count from the top left of the oriented, full-size photo.

export const PhotoId = z.int().positive();
export type PhotoId = z.infer<typeof PhotoId>;

/**
 * Which picture of a photo: thumbnail: at most 320 px · large: at most 640 px · view: at most 2560 px · full: every pixel ·
 * network: what the network sees.
 */
export const PictureKind = z.enum(['thumbnail', 'large', 'view', 'full', 'network']);
export type PictureKind = z.infer<typeof PictureKind>;

export const JobId = z.int().positive();
export type JobId = z.infer<typeof JobId>;

/** What a shell was shown by the user and may now be opened; a window never sends a path. */
export const GrantId = z.string().min(1);
export type GrantId = z.infer<typeof GrantId>;

/** SHA-256 of a file, 64 lower-case hexadecimal digits. A model is known by the hash of its .onnx file. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256 = z.infer<typeof Sha256>;

/** An error as a person reads it: what happened, and what to do next. */
export const Problem = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
export type Problem = z.infer<typeof Problem>;

// ----- models

/** How a photo that is not the network's shape is made to fit. */
export const FitMode = z.enum(['crop', 'pad', 'squash']);
export type FitMode = z.infer<typeof FitMode>;

/**
 * What happens to pixels before the first layer: value = (pixel − mean) / std, pixel in 0..255,
 * three numbers in the network's own channel order.
 */
export const Preprocessing = z.object({
  fit: FitMode,
  /** crop only: the short side is resized to this many pixels before the centre is cut out. */
  shortSide: z.int().min(1).max(8192),
  width: z.int().min(1).max(8192),
  height: z.int().min(1).max(8192),
  layout: z.enum(['NCHW', 'NHWC']),
  colorOrder: z.enum(['RGB', 'BGR']),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});
export type Preprocessing = z.infer<typeof Preprocessing>;

export const ModelTask = z.enum(['classification', 'detection', 'segmentation', 'features', 'style', 'unknown']);
export type ModelTask = z.infer<typeof ModelTask>;

/** How good a model was measured to be, and on what; fractions of 1. */
export const MeasuredAccuracy = z.object({
  on: z.string(),
  top1: z.number().min(0).max(1),
  top5: z.number().min(0).max(1).nullable(),
});
export type MeasuredAccuracy = z.infer<typeof MeasuredAccuracy>;

/** What a person and the program need to know about a network to use it. */
export const ModelCard = z.object({
  name: z.string().min(1).max(120),
  task: ModelTask,
  preprocessing: Preprocessing,
  /** Names of the graph input that takes the photo and of the output that is read. */
  inputName: z.string().min(1),
  outputName: z.string().min(1),
  /** What the output holds: scores before softmax, or probabilities. */
  outputKind: z.enum(['logits', 'probabilities']),
  /** [classes] in output order. */
  classNames: z.array(z.string()).readonly(),
  /** [classes] what each is a kind of, from the broadest on, as "animal › dog"; absent where nobody has sorted them. */
  classKinds: z.array(z.string()).readonly().optional(),
  licence: z.string().nullable(),
  source: z.string().nullable(),
  accuracy: MeasuredAccuracy.nullable(),
  notes: z.string().nullable(),
  /** False while the card is only Fovea's guess that nobody has looked at. */
  confirmed: z.boolean(),
  /** An answer less probable than this is "unknown"; absent where a network always answers. */
  unknownBelow: z.number().min(0).max(1).optional(),
  /** The run that made it, for a network that was trained here. */
  run: z.string().optional(),
});
export type ModelCard = z.infer<typeof ModelCard>;

/** What a network answers where its best class is less probable than its card allows. */
export const unknownClass = 'unknown';

/** The key of metadata_props under which Fovea keeps a network's card, as JSON. */
export const cardKey = 'fovea.card';

export const ModelOrigin = z.enum(['built-in', 'ready', 'downloaded', 'imported', 'trained']);
export type ModelOrigin = z.infer<typeof ModelOrigin>;

/** A network on the shelf, ready to run. */
export const Model = z.object({
  hash: Sha256,
  origin: ModelOrigin,
  bytes: z.int().nonnegative(),
  card: ModelCard,
});
export type Model = z.infer<typeof Model>;

/** A network that the catalogue offers. */
export const Offer = z.object({
  hash: Sha256,
  name: z.string(),
  file: z.string(),
  task: ModelTask,
  bytes: z.int().positive(),
  licence: z.string().nullable(),
  accuracy: MeasuredAccuracy.nullable(),
  summary: z.string(),
  mirrors: z.array(z.string()).readonly(),
  /** On the shelf already. */
  installed: z.boolean(),
  /** Bytes that an interrupted download left, to be resumed; 0 when none. */
  partialBytes: z.int().nonnegative(),
});
export type Offer = z.infer<typeof Offer>;

/** What reading a graph tells about it. */
export const GraphFacts = z.object({
  opset: z.int().nullable(),
  producer: z.string().nullable(),
  nodes: z.int(),
  parameters: z.int(),
  /** Operators and how often each occurs, most frequent first. */
  ops: z.array(z.object({ op: z.string(), count: z.int() })).readonly(),
  inputs: z.array(z.object({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])).readonly() })).readonly(),
  outputs: z.array(z.object({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])).readonly() })).readonly(),
});
export type GraphFacts = z.infer<typeof GraphFacts>;

// ----- jobs

export const JobState = z.enum(['waiting', 'running', 'paused', 'done', 'stopped', 'failed']);
export type JobState = z.infer<typeof JobState>;

export const JobKind = z.enum([
  'library.import',
  'classification.run',
  'models.download',
  'devices.probe',
  'export.run',
  'labels.export',
  'labels.import',
  'project.export',
  'project.open',
  'relink.run',
  'keywords.read',
  'keywords.write',
  'keywords.restore',
  'boxes.export',
  'detectors.train',
  'detectors.run',
  'photographers.learn',
  'lab.index',
  'segmentation.export',
  'features.index',
  'map.draw',
  'card.import',
  'training.survey',
  'training.run',
]);
export type JobKind = z.infer<typeof JobKind>;

/** Names of the edits that "Undo …" and "Redo …" would take; null when there is none. */
export const EditHistory = z.object({ undo: z.string().nullable(), redo: z.string().nullable() });
export type EditHistory = z.infer<typeof EditHistory>;

/** Long work: watched, stopped, and still there after a restart. */
export const JobRecord = z.object({
  id: JobId,
  kind: JobKind,
  title: z.string(),
  state: JobState,
  done: z.int().nonnegative(),
  /** null while the amount of work is unknown. */
  total: z.int().nonnegative().nullable(),
  /** What `done` counts. */
  unit: z.enum(['photos', 'bytes', 'steps', 'epochs']),
  perSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** Items that ended with a reason instead of a result. */
  failed: z.int().nonnegative(),
  /** One line: what it is doing, or how it ended. */
  message: z.string(),
  problem: Problem.nullable(),
});
export type JobRecord = z.infer<typeof JobRecord>;

// ----- devices

export const DeviceId = z.enum(['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml']);
export type DeviceId = z.infer<typeof DeviceId>;

/** What the probe found out about one execution provider on this machine. */
export const DeviceVerdict = z.object({
  id: DeviceId,
  /** In words, for example "CPU, 2 cores". */
  name: z.string(),
  usable: z.boolean(),
  /** Faster than the CPU and right: the one to take when nobody chose. */
  recommended: z.boolean(),
  /** Photos per second of the probe's network at its best batch; null when it did not run. */
  perSecond: z.number().nonnegative().nullable(),
  /** Largest difference from the CPU relative to the CPU's largest value; null when it did not run. */
  relativeError: z.number().nonnegative().nullable(),
  /** In words: why not, or why not recommended; empty when all is well. */
  reason: z.string(),
});
export type DeviceVerdict = z.infer<typeof DeviceVerdict>;

/** The device in use. */
export const DeviceChoice = z.object({
  /** null: Fovea chooses. */
  chosen: DeviceId.nullable(),
  inUse: DeviceId,
  verdicts: z.array(DeviceVerdict).readonly(),
  /** The probe has not finished yet on this machine. */
  probing: z.boolean(),
});
export type DeviceChoice = z.infer<typeof DeviceChoice>;

// ----- settings

/** What the window speaks; system: the language of the system where Fovea knows it, else English. */
export const LanguageChoice = z.enum(['system', 'en', 'de', 'fr', 'es', 'ja']);

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  thumbnailPx: z.int().min(80).max(320),
  /** What the number keys give the selected photos. */
  numberKeys: z.enum(['classes', 'stars']).default('classes'),
  /** After a label, stars or a flag the next photo is selected. */
  goOn: z.boolean().default(false),
  language: LanguageChoice.default('system'),
  /** Keys that a person chose, by action: "library/L" → "K". */
  keys: z.record(z.string().max(40), z.string().max(40)).default({}),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: 'system',
  thumbnailPx: 160,
  numberKeys: 'classes',
  goOn: false,
  language: 'system',
  keys: {},
};
