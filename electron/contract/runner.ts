import { z } from 'zod';
import { job, nothing, query } from './define.ts';
import { SearchedPhoto, WindowSettings } from './detection.ts';
import { CompiledInput, CompileSize, DeviceOperators, GradientRow, NetworkRecord } from './inspection.ts';
import { ClassifiedPhoto, Suggestion } from './photoRecords.ts';
import { DeviceId, DeviceVerdict, GraphFacts, ModelCard, Problem } from './records.ts';
import { SegmentationSettings, SegmentedPhoto } from './segmentation.ts';
import { segmenterRunnerMethods } from './segmenterMethods.ts';
import { boxRunnerMethods } from './boxMethods.ts';
import { collectionRunnerMethods } from './collectionMethods.ts';
import { detectorExportRunnerMethods } from './detectorExportMethods.ts';
import { labRunnerMethods } from './labMethods.ts';
import { labUnitRunnerMethods } from './labUnits.ts';
import { mapRunnerMethods } from './mapMethods.ts';
import { photographerRunnerMethods } from './photographerMethods.ts';
import { strokeRunnerMethods } from './strokeMethods.ts';
import { trainingRunnerMethods } from './trainingMethods.ts';

/** A network file with the card to use it by. */
export const ModelFile = z.object({ path: z.string(), card: ModelCard });
export type ModelFile = z.infer<typeof ModelFile>;

const segmentOne = job({
  input: z.object({
    model: ModelFile,
    path: z.string(),
    settings: SegmentationSettings,
    device: DeviceId,
    folder: z.string(),
  }),
  progress: z.object({ done: z.number(), total: z.int() }),
  output: SegmentedPhoto,
  errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device', 'segmentation/no-addon'],
});

/** What the engine may ask of the runner, the only process that touches a device. */
export const runner = {
  ...segmenterRunnerMethods,
  ...boxRunnerMethods,
  ...collectionRunnerMethods,
  ...detectorExportRunnerMethods,
  ...labRunnerMethods,
  ...labUnitRunnerMethods,
  ...mapRunnerMethods,
  ...photographerRunnerMethods,
  ...strokeRunnerMethods,
  ...trainingRunnerMethods,

  /**
   * Classifies photos in the order given and reports them batch by batch, each photo exactly once. The first report has
   * no photos: it says that the network is loaded and photos are being read.
   * A photo that cannot be read is reported with its problem; a device that fails is replaced by the CPU in mid-job,
   * which `fellBack` then says in words.
   */
  'classification.classify': job({
    input: z.object({
      model: ModelFile,
      paths: z.array(z.string()).readonly(),
      topK: z.int().min(1).max(1000),
      device: DeviceId,
      /** Photos of every run, a short one filled up, so that all runs have one shape; else chosen by measurement. */
      batch: z.int().min(1).max(1024).optional(),
    }),
    progress: z.object({
      photos: z.array(ClassifiedPhoto).readonly(),
      device: DeviceId,
      fellBack: z.string().nullable(),
    }),
    output: z.object({
      done: z.int(),
      failed: z.int(),
      device: DeviceId,
      /** Photos per run. */
      batch: z.int(),
      perSecond: z.number(),
    }),
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device'],
  }),

  /** One photo, ahead of whatever runs in the background. */
  'classification.try': query({
    input: z.object({ model: ModelFile, path: z.string(), topK: z.int().min(1).max(1000), device: DeviceId }),
    output: z.object({ top: z.array(Suggestion).readonly(), elapsedMs: z.number() }),
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card'],
  }),

  /**
   * Says what every pixel of a photo shows: by a network made for that, or by a classifier asked about the patch around
   * every place. The results are pictures in `folder`, which must be there.
   */
  'segmentation.photo': segmentOne,

  /** The same, ahead of whatever runs in the background. */
  'segmentation.look': segmentOne,

  /** What cannot be asked of segmentation here, and why; null: it can. */
  'segmentation.limits': query({ input: nothing, output: z.object({ crf: Problem.nullable() }) }),

  /** Where in a photo the classes of a classifier are: its windows, judged at many sizes and places. */
  'detection.windows': job({
    input: z.object({ model: ModelFile, path: z.string(), settings: WindowSettings, device: DeviceId }),
    progress: z.object({ done: z.number(), total: z.int() }),
    output: SearchedPhoto,
    errors: ['model/not-onnx', 'model/unsupported', 'model/bad-card', 'runner/no-device', 'detection/too-fine'],
  }),

  /** Reads a graph and guesses its card. `name` becomes the card's name. */
  'models.inspect': query({
    input: z.object({ path: z.string(), name: z.string() }),
    output: z.object({ facts: GraphFacts, card: ModelCard }),
    errors: ['model/not-onnx'],
  }),

  /** Loads a model under a card and runs it once on grey; what it throws is why the card does not fit. */
  'models.check': query({
    input: z.object({ model: ModelFile }),
    output: nothing,
    errors: ['model/not-onnx', 'model/bad-card', 'model/unsupported'],
  }),

  /** A network layer by layer: shapes, costs, what can be trained. */
  'models.describe': query({
    input: z.object({ path: z.string(), size: CompileSize }),
    output: NetworkRecord,
    errors: ['model/not-onnx'],
  }),

  /**
   * Compares every gradient rule of a network with a central difference in 64 bits at the numbers that one run on a
   * drawn input gives its node, and with ONNX Runtime in 32 bits. Reported node by node.
   */
  'models.gradcheck': job({
    input: z.object({
      path: z.string(),
      size: CompileSize,
      seed: z.int().nonnegative(),
      /** Random directions per input of a node. */
      samples: z.int().min(1).max(100),
    }),
    progress: z.object({ done: z.int(), total: z.int(), rows: z.array(GradientRow).readonly() }),
    output: z.object({ inputs: z.array(CompiledInput).readonly() }),
    errors: ['model/not-onnx'],
  }),

  /** Tries which operators train on the devices given: forward and backward, whole on the device, against 64 bits. */
  'devices.operators': job({
    input: z.object({ devices: z.array(DeviceId).readonly() }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.array(DeviceOperators).readonly(),
  }),

  /** Tries every execution provider of this build, each in a process of its own. */
  'devices.probe': job({
    input: nothing,
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.array(DeviceVerdict).readonly(),
  }),
};

export type RunnerContract = typeof runner;
