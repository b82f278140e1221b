import { z } from 'zod';
import { DeviceChoice, EditHistory, JobId, JobRecord, PhotoId, Settings } from './records.ts';
import { boxEvents } from './boxMethods.ts';
import { classEvents } from './classMethods.ts';
import { findEvents } from './findMethods.ts';
import { labEvents } from './labMethods.ts';
import { mapEvents } from './mapMethods.ts';
import { photographerEvents } from './photographerMethods.ts';
import { strokeEvents } from './strokeMethods.ts';
import { trainingEvents } from './trainingMethods.ts';
import { watchEvents } from './watchMethods.ts';

/** What the engine announces to every window. */
export const engineEvents = {
  ...boxEvents,
  ...classEvents,
  ...findEvents,
  ...labEvents,
  ...mapEvents,
  ...photographerEvents,
  ...strokeEvents,
  ...trainingEvents,
  ...watchEvents,
  /** Photos whose rows changed; null: too many to name, or photos came or went. */
  'library.changed': z.object({ photos: z.array(PhotoId).readonly().nullable() }),
  /** Other photos stand together, in the orders that keep groups together. */
  'groups.changed': z.object({}),
  'edits.changed': EditHistory,
  'jobs.changed': JobRecord,
  'jobs.cleared': z.object({ job: JobId }),
  'models.changed': z.object({}),
  'devices.changed': DeviceChoice,
  'settings.changed': Settings,
};

export type EngineEvents = typeof engineEvents;
