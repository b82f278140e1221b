import { z } from 'zod';
import { command, job, nothing, query } from './define.ts';
import { LabSettings } from './lab.ts';
import { LabLayer, LabProgress, LabRecipe, LabResult } from './labResult.ts';
import { DeviceId, GrantId, PhotoId, Sha256 } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

/** Names a result that is kept. */
export const LabRunId = z.string().regex(/^[0-9a-z-]{8,64}$/);
export type LabRunId = z.infer<typeof LabRunId>;

/** The name of a picture of a result, without a folder. */
export const LabFile = z
  .string()
  .max(200)
  .regex(/^[^/\\:\p{Cc}]+\.png$/u);
export type LabFile = z.infer<typeof LabFile>;

const madeErrors = [
  'model/unknown',
  'model/not-onnx',
  'model/bad-card',
  'model/unsupported',
  'runner/no-device',
  'lab/no-gradient',
  'lab/no-layer',
  'lab/unfit',
  'photo/missing',
  'photo/corrupt',
  'disk/full',
  'disk/denied',
] as const;

/** A photo of the library, or a file that was granted. */
const asked = z.union([z.object({ photo: PhotoId }), z.object({ grant: GrantId })]);

/** A result that is kept. */
export const LabRun = z.object({ id: LabRunId, recipe: LabRecipe, result: LabResult });
export type LabRun = z.infer<typeof LabRun>;

/** What the window and the command line may ask of the lab. */
export const labMethods = {
  /**
   * Makes one thing, ahead of whatever is queued. `photos` in the order of their roles: the photo, then the style or the
   * other end. `others` are networks that answer too. The pictures lie at `labUrl(run, file)` of the shell.
   */
  'lab.make': job({
    input: z.object({
      model: Sha256,
      others: z.array(Sha256).max(16).readonly(),
      photos: z.array(asked).max(10_000).readonly(),
      settings: LabSettings,
      device: DeviceId.nullable(),
    }),
    /** With the run, so that its frames can be shown while they come. */
    progress: LabProgress.extend({ run: LabRunId }),
    output: LabRun,
    errors: [...madeErrors, 'library/photo-unknown', 'library/grant-unknown'],
  }),

  /** The layers of a network that can be looked into, from the picture on. */
  'lab.layers': query({
    input: z.object({ model: Sha256 }),
    output: z.array(LabLayer).readonly(),
    errors: ['model/unknown', 'model/not-onnx', 'model/bad-card', 'model/unsupported'],
  }),

  /** Results that are kept, the newest first. */
  'lab.runs': query({ input: nothing, output: z.array(LabRun).readonly() }),
  'lab.forget': command({ input: z.object({ run: LabRunId }), output: nothing, errors: ['lab/run-gone'] }),
  'lab.restore': command({ input: z.object({ run: LabRunId }), output: nothing, errors: ['lab/run-gone'] }),

  /**
   * Writes pictures of a result into the granted folder, each with its recipe inside: as they are, or as posters, pages of
   * A3 in PDF. Files that are there are kept.
   */
  'lab.save': command({
    input: z.object({
      run: LabRunId,
      files: z.array(LabFile).min(1).readonly(),
      /** png where absent. */
      form: z.enum(['png', 'pdf']).optional(),
      target: GrantId,
    }),
    output: z.object({ paths: z.array(z.string()).readonly() }),
    errors: ['lab/run-gone', 'library/grant-unknown', 'disk/full', 'disk/denied'],
  }),

  /**
   * Reads the recipe out of a picture that Fovea wrote. `photos`: where each photo of it is in the library; null: it is not
   * there. `isHere`: whether the network is on the shelf.
   */
  'lab.open': query({
    input: z.object({ grant: GrantId }),
    output: z.object({ recipe: LabRecipe, isHere: z.boolean(), photos: z.array(PhotoId.nullable()).readonly() }),
    errors: ['library/grant-unknown', 'lab/no-recipe', 'photo/missing'],
  }),
};

/** What the engine may ask of the runner for the lab. */
export const labRunnerMethods = {
  /** Makes one thing; its pictures are written into `folder`, which must be there. */
  'lab.make': job({
    input: z.object({
      model: KnownModel,
      others: z.array(KnownModel).readonly(),
      photos: z.array(z.string()).readonly(),
      settings: LabSettings,
      device: DeviceId,
      folder: z.string(),
    }),
    progress: LabProgress,
    output: LabResult,
    errors: madeErrors,
  }),
  'lab.layers': query({
    input: z.object({ model: KnownModel }),
    output: z.array(LabLayer).readonly(),
    errors: ['model/not-onnx', 'model/bad-card', 'model/unsupported'],
  }),
};

export const labEvents = {
  /** Results came or went. */
  'lab.changed': z.object({}),
};
