import { z } from 'zod';
import { DatasetId, PhotographerSettings, Sha256, type DeviceId, type KnownModel } from '../../../contract/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import { counted } from '../../words.ts';
import { learnPhotographers, type LearnWith } from './learn.ts';
import { phaseInWords } from './phases.ts';

/** Photographers to be learned, as they wait in the queue. */
export const LearnTask = z.object({
  name: z.string(),
  dataset: DatasetId,
  model: Sha256,
  settings: PhotographerSettings,
});
export type LearnTask = z.infer<typeof LearnTask>;

export interface QueuedNeeds extends LearnWith {
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
}

/** Learns the photographers of a collection; the line that stays says how well they are told apart. */
export async function learnQueued(scope: JobScope, needs: QueuedNeeds): Promise<string> {
  const { model: hash, ...task } = LearnTask.parse(scope.task);
  const asked = { ...task, model: await needs.known(hash), device: needs.device() };
  const { report, unreadable } = await learnPhotographers(needs, asked, {
    signal: scope.signal,
    onProgress: ({ phase, done, total }) =>
      scope.report({
        ...{ done, total, message: phaseInWords[phase] },
        unit: phase === 'looking' || phase === 'features' ? 'photos' : 'steps',
      }),
  });
  scope.report({ failed: unreadable.length });
  const { accuracy } = report.rows.find(({ chosen }) => chosen) ?? {};
  const judged = accuracy ? `, ${(100 * accuracy.value).toFixed(1)} % right on shoots it did not know` : '';
  const left = unreadable.length === 0 ? '' : `; ${unreadable.length} could not be read`;
  return `“${task.name}” tells ${counted(report.classNames.length, 'photographer')} apart${judged}${left}.`;
}
