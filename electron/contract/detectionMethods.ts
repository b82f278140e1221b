import { z } from 'zod';
import { job } from './define.ts';
import { BoxFormat, SearchedFile, WindowSettings } from './detection.ts';
import { DeviceId, GrantId } from './records.ts';

/** What the command line may ask of detection. */
export const detectionMethods = {
  /**
   * Searches files for the classes of a classifier by windows, without the library: what the command line does. `model` is
   * a hash or a name. Boxes are written into the granted folder in some formats, or none; files that are there already are
   * kept, new ones get a number.
   */
  'detection.files': job({
    input: z.object({
      grants: z.array(GrantId).min(1).readonly(),
      model: z.string().nullable(),
      settings: WindowSettings,
      /** Names of the classes looked for; null: as the settings say. */
      classNames: z.array(z.string()).min(1).max(64).readonly().nullable(),
      formats: z.array(BoxFormat).readonly(),
      /** Where files go; null where no format is asked for. */
      target: GrantId.nullable(),
      device: DeviceId.nullable(),
    }),
    progress: z.object({ done: z.number(), total: z.int(), file: SearchedFile.nullable() }),
    output: z.object({
      done: z.int(),
      failed: z.int(),
      model: z.string(),
      /** Files for all photos together. */
      written: z.array(z.string()).readonly(),
      /** What the formats cannot hold, one sentence each. */
      losses: z.array(z.string()).readonly(),
    }),
    errors: [
      'library/grant-unknown',
      'model/none',
      'model/unknown',
      'model/unsupported',
      'runner/no-device',
      'disk/full',
    ],
  }),
};
