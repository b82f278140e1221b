import { z } from 'zod';
import { DetectorSettings, Sha256, type DeviceId, type KnownModel } from '../../../contract/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import { counted } from '../../words.ts';
import type { Library } from '../../library/index.ts';
import type { Detectors } from '../detectors.ts';
import { learnDetector, type LearnWith } from '../learning/learnDetector.ts';
import { phaseInWords } from '../learning/phases.ts';
import { learnable } from './photos.ts';

/** A detector to be learned, as it waits in the queue. What it learns from is what is drawn when it begins. */
export const DetectorTask = z.object({ name: z.string(), model: Sha256, settings: DetectorSettings });
export type DetectorTask = z.infer<typeof DetectorTask>;

export interface TrainNeeds extends Omit<LearnWith, 'detectors'> {
  readonly library: Pick<Library, 'boxes' | 'ids'>;
  readonly detectors: Pick<Detectors, 'keep' | 'cacheDir' | 'choose'>;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
}

/** Learns from all drawn boxes of the library; from then on the new detector is in use. */
export async function trainQueued(scope: JobScope, needs: TrainNeeds): Promise<string> {
  const { name, model: hash, settings } = DetectorTask.parse(scope.task);
  const { library, known, device, detectors } = needs;
  const model = await known(hash);
  const asked = { ...learnable(library), name, model, settings, device: device() };
  const {
    model: made,
    report,
    problems,
  } = await learnDetector(needs, asked, {
    signal: scope.signal,
    onProgress: ({ phase, done, total }) => scope.report({ done, total, message: phaseInWords[phase] }),
  });
  scope.report({ failed: problems.length });
  await detectors.choose(made.hash);
  const learned = counted(asked.photos.length - problems.length, 'photo');
  const judged = report?.meanAp50 === null || !report ? '' : `, mean AP ${(100 * report.meanAp50).toFixed(1)} %`;
  const left = problems.length === 0 ? '' : `; ${problems.length} could not be read`;
  return `“${made.card.name}” learned from ${learned}${judged}${left}.`;
}
