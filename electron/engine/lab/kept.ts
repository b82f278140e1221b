import { z } from 'zod';
import { LabRun } from '../../contract/index.ts';

/** A result as it lies on disk. */
export const KeptRun = LabRun.extend({
  /** Of its pictures. */
  bytes: z.number().nonnegative(),
  /** When its pictures were last written where a person wanted them; null: never. */
  savedMs: z.number().nullable(),
});
export type KeptRun = z.infer<typeof KeptRun>;
