import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { CompiledInput, CompileSize, DeviceOperators, GradientRow, NetworkRecord } from './inspection.ts';
import { ClassifiedPhoto, Facets, Photo, PhotoDetail, PhotoFilter, PhotoOrder, Suggestion } from './photoRecords.ts';
import {
  DeviceChoice,
  DeviceId,
  EditHistory,
  FitMode,
  GrantId,
  GraphFacts,
  JobId,
  JobRecord,
  Model,
  ModelCard,
  Offer,
  PhotoId,
  Settings,
  Sha256,
} from './records.ts';
import { boxMethods } from './boxMethods.ts';
import { cardMethods } from './cardMethods.ts';
import { classMethods } from './classMethods.ts';
import { detectionMethods } from './detectionMethods.ts';
import { detectorExportMethods } from './detectorExportMethods.ts';
import { exchangeMethods } from './exchangeMethods.ts';
import { findMethods } from './findMethods.ts';
import { keywordMethods } from './keywordMethods.ts';
import { labMethods } from './labMethods.ts';
import { labUnitMethods } from './labUnits.ts';
import { mapMethods } from './mapMethods.ts';
import { photographerMethods } from './photographerMethods.ts';
import { segmentationMethods } from './segmentationMethods.ts';
import { segmenterMethods } from './segmenterMethods.ts';
import { shardMethods } from './shardMethods.ts';
import { strokeMethods } from './strokeMethods.ts';
import { trainingMethods } from './trainingMethods.ts';
import { watchMethods } from './watchMethods.ts';

/** A queued job answers at once with its id; JobRecords follow as `jobs.changed`. */
const queued = z.object({ job: JobId });
/** A network: a file that was granted, or a model on the shelf. */
const network = z.union([z.object({ grant: GrantId }), z.object({ model: Sha256 })]);

/** Everything the window may ask of the engine. Nothing else crosses that boundary. */
export const engine = {
  ...boxMethods,
  ...cardMethods,
  ...classMethods,
  ...detectionMethods,
  ...detectorExportMethods,
  ...exchangeMethods,
  ...findMethods,
  ...keywordMethods,
  ...labMethods,
  ...labUnitMethods,
  ...mapMethods,
  ...photographerMethods,
  ...segmentationMethods,
  ...segmenterMethods,
  ...shardMethods,
  ...strokeMethods,
  ...trainingMethods,
  ...watchMethods,

  // ----- library

  /** Photos of a filter in an order, `limit` of them from `offset`, and how many there are in all. */
  'library.list': query({
    input: z.object({
      filter: PhotoFilter,
      order: PhotoOrder,
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ photos: z.array(Photo).readonly(), total: z.int() }),
  }),

  /** Ids of a filter from position `from` to `to`, both included: what Shift-click and select-all need. */
  'library.ids': query({
    input: z.object({ filter: PhotoFilter, order: PhotoOrder, from: z.int().nonnegative(), to: z.int().nonnegative() }),
    output: z.array(PhotoId).readonly(),
  }),

  'library.facets': query({ input: z.object({ filter: PhotoFilter }), output: Facets }),

  'library.photo': query({
    input: z.object({ photo: PhotoId }),
    output: PhotoDetail,
    errors: ['library/photo-unknown'],
  }),

  /** Queues the import of every readable photo behind the grants, then their classification by the chosen model. */
  'library.import': command({
    input: z.object({ grants: z.array(GrantId).min(1).readonly() }),
    output: queued,
    errors: ['library/grant-unknown'],
  }),

  /** Gives photos a human label; null takes it away. One undo step. */
  'library.label': command({
    input: z.object({ photos: z.array(PhotoId).min(1).readonly(), className: z.string().min(1).max(200).nullable() }),
    output: EditHistory,
  }),

  /** Says that the chosen model's first class is wrong for these photos. One undo step. */
  'library.reject': command({ input: z.object({ photos: z.array(PhotoId).min(1).readonly() }), output: EditHistory }),

  /** Takes photos out of the library; the files stay where they are. One undo step. */
  'library.forget': command({ input: z.object({ photos: z.array(PhotoId).min(1).readonly() }), output: EditHistory }),

  'edits.history': query({ input: nothing, output: EditHistory }),
  'edits.undo': command({ input: nothing, output: EditHistory }),
  'edits.redo': command({ input: nothing, output: EditHistory }),

  // ----- classification

  /** Queues the chosen model for the photos of a filter; `again` also for those it has answered. */
  'classification.run': command({
    input: z.object({ filter: PhotoFilter, again: z.boolean() }),
    output: queued,
    errors: ['model/none'],
  }),

  /** One photo through one model under a card that need not be saved yet. */
  'classification.try': query({
    input: z.object({ photo: PhotoId, model: Sha256, card: ModelCard }),
    output: z.object({ top: z.array(Suggestion).readonly(), elapsedMs: z.number() }),
    errors: ['library/photo-unknown', 'model/unknown', 'model/bad-card', 'model/unsupported'],
  }),

  /** Files through a model without the library: what the command line does. `model` is a hash or a name. */
  'classification.files': job({
    input: z.object({
      grants: z.array(GrantId).min(1).readonly(),
      model: z.string().nullable(),
      topK: z.int().min(1).max(1000),
      device: DeviceId.nullable(),
    }),
    progress: z.object({ done: z.int(), total: z.int(), photos: z.array(ClassifiedPhoto).readonly() }),
    output: z.object({
      done: z.int(),
      failed: z.int(),
      model: z.string(),
      device: DeviceId,
      perSecond: z.number(),
    }),
    errors: ['library/grant-unknown', 'model/none', 'model/unknown', 'model/unsupported', 'runner/no-device'],
  }),

  // ----- models

  'models.shelf': query({
    input: nothing,
    output: z.object({
      models: z.array(Model).readonly(),
      offers: z.array(Offer).readonly(),
      chosen: Sha256.nullable(),
    }),
  }),

  'models.choose': command({ input: z.object({ model: Sha256 }), output: nothing, errors: ['model/unknown'] }),

  /** Copies an .onnx file onto the shelf with a guessed card. */
  'models.add': job({
    input: z.object({ grant: GrantId }),
    progress: z.object({ done: z.int(), total: z.int() }),
    output: Model,
    errors: ['library/grant-unknown', 'model/not-onnx', 'disk/full'],
  }),

  'models.facts': query({
    input: z.object({ model: Sha256 }),
    output: GraphFacts,
    errors: ['model/unknown', 'model/not-onnx'],
  }),

  /** A network layer by layer: shapes, costs, what can be trained. */
  'models.describe': query({
    input: z.object({ network, size: CompileSize }),
    output: NetworkRecord,
    errors: ['library/grant-unknown', 'model/unknown', 'model/not-onnx'],
  }),

  /** Compares every gradient rule of a network with a difference in 64 bits, node by node. */
  'models.gradcheck': job({
    input: z.object({
      network,
      size: CompileSize,
      seed: z.int().nonnegative(),
      /** Random directions per input of a node. */
      samples: z.int().min(1).max(100),
    }),
    progress: z.object({ done: z.int(), total: z.int(), rows: z.array(GradientRow).readonly() }),
    output: z.object({ inputs: z.array(CompiledInput).readonly() }),
    errors: ['library/grant-unknown', 'model/unknown', 'model/not-onnx'],
  }),

  'models.saveCard': command({
    input: z.object({ model: Sha256, card: ModelCard }),
    output: Model,
    errors: ['model/unknown', 'model/bad-card'],
  }),

  /** Takes a model off the shelf into the bin; `models.restore` brings it back. */
  'models.remove': command({ input: z.object({ model: Sha256 }), output: nothing, errors: ['model/unknown'] }),
  'models.restore': command({ input: z.object({ model: Sha256 }), output: nothing, errors: ['model/unknown'] }),

  /** Queues a download from the catalogue; the only thing in Fovea that opens a connection, and only when asked. */
  'models.download': command({
    input: z.object({ model: Sha256 }),
    output: queued,
    errors: ['model/unknown'],
  }),

  // ----- jobs

  'jobs.list': query({ input: nothing, output: z.array(JobRecord).readonly() }),
  'jobs.stop': command({ input: z.object({ job: JobId }), output: nothing, errors: ['job/unknown'] }),
  'jobs.pause': command({ input: z.object({ job: JobId }), output: nothing, errors: ['job/unknown'] }),
  'jobs.resume': command({ input: z.object({ job: JobId }), output: nothing, errors: ['job/unknown'] }),
  /** Takes an ended job off the list. */
  'jobs.clear': command({ input: z.object({ job: JobId }), output: nothing, errors: ['job/unknown'] }),

  // ----- devices

  'devices.list': query({ input: nothing, output: DeviceChoice }),
  /** Probes every provider again, whatever is cached. */
  'devices.probe': job({ input: nothing, progress: z.object({ done: z.int(), total: z.int() }), output: DeviceChoice }),
  /** Tries which operators train on every usable device: forward and backward, whole on the device, against 64 bits. */
  'devices.operators': job({
    input: nothing,
    progress: z.object({ done: z.int(), total: z.int() }),
    output: z.array(DeviceOperators).readonly(),
  }),

  /** null: Fovea chooses. */
  'devices.choose': command({ input: z.object({ device: DeviceId.nullable() }), output: DeviceChoice }),

  // ----- export

  /**
   * Queues the writing of results. csv and json write one file into the granted folder; folders makes one folder per
   * class (label, else best suggestion) and copies or hard-links the photos there. Originals are never moved.
   */
  'export.run': command({
    input: z.object({
      filter: PhotoFilter,
      format: z.enum(['csv', 'json', 'folders']),
      target: GrantId,
      link: z.enum(['copy', 'hard-link']),
    }),
    output: queued,
    errors: ['library/grant-unknown', 'export/not-empty'],
  }),

  // ----- the app

  'settings.get': query({ input: nothing, output: Settings }),
  'settings.set': command({ input: Settings, output: Settings }),

  'app.about': query({
    input: nothing,
    output: z.object({
      version: z.string(),
      dataDir: z.string(),
      modelsDir: z.string(),
      cores: z.int(),
      runtime: z.string(),
      /** Bytes received by downloads since the start; 0 means: offline, nothing was sent. */
      downloadedBytes: z.int().nonnegative(),
    }),
  }),

  /** Makes labelled scenes for a first try, and imports them. */
  'samples.make': command({ input: nothing, output: queued }),

  /** What the network sees of a photo: the picture address is the shell's, this says the geometry. */
  'photo.networkView': query({
    input: z.object({ photo: PhotoId, model: Sha256, fit: FitMode }),
    output: z.object({
      width: z.int(),
      height: z.int(),
      /** The part of the full-size photo that reaches the network, in its pixels; may reach outside when padded. */
      seen: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
    }),
    errors: ['library/photo-unknown', 'model/unknown'],
  }),
};

export type EngineContract = typeof engine;
