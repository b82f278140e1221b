import { createHash, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type {
  DatasetId,
  Depth,
  DeviceId,
  Model,
  RunId,
  RunPlan,
  RunResult,
  TrainingRun,
  TrainingSettings,
} from '../../../contract/index.ts';
import { runtimeVersion } from '../../jobs/devices.ts';
import { version } from '../../version.ts';
import type { ExampleSet } from '../datasets/index.ts';

export interface Wanted {
  readonly name: string;
  readonly dataset: DatasetId | null;
  readonly set: ExampleSet;
  readonly base: Model;
  readonly settings: TrainingSettings;
  readonly device: DeviceId;
}

/** Everything that a run is made from, so that it can be made again. */
export function makePlan({ name, dataset, set, base, settings, device }: Wanted, now = new Date()): RunPlan {
  return {
    ...{ version: 1, id: newRunId(now), name, dataset, startedAtMs: now.getTime() },
    ...{ baseModel: base.hash, baseName: base.card.name },
    ...{ classNames: set.classNames, multiLabel: set.multiLabel, datasetHash: set.hash, examples: set.examples },
    ...{ settings, device, threads: availableParallelism(), versions: versions() },
  };
}

/** A run on a dataset that nobody has looked at yet. Of the set only its classes are known, if they are. */
export const makeUnseenPlan = (
  wanted: Omit<Wanted, 'set'>,
  classNames: readonly string[],
  now = new Date(),
): RunPlan => ({
  ...makePlan(
    { ...wanted, set: { classNames, multiLabel: false, examples: [], hash: nothingHash, findings: [] } },
    now,
  ),
  unseen: true,
});

/** The plan once its dataset was looked at. */
export function seenPlan({ unseen: _unseen, ...plan }: RunPlan, set: ExampleSet): RunPlan {
  const { classNames, multiLabel, examples, hash } = set;
  return { ...plan, classNames, multiLabel, examples, datasetHash: hash };
}

/** SHA-256 of no example. */
const nothingHash = createHash('sha256').digest('hex');

/**
 * The same run under another number: on the same device, with as many threads, under the same name, and with the
 * gradients in the formulations that were found fastest then.
 */
export const planAgain = (plan: RunPlan, result: RunResult | null, now = new Date()): RunPlan => ({
  ...{ ...plan, id: newRunId(now), startedAtMs: now.getTime(), versions: versions(), again: plan.id },
  ...(result && { winners: result.winners }),
});

/** The moment in UTC, so that names of runs sort as they began, and four digits against coincidence. */
export function newRunId(now: Date): RunId {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`;
}

const versions = (): RunPlan['versions'] => ({
  fovea: version(),
  runtime: runtimeVersion(),
  node: process.versions.node,
});

/** For example "flowers, last 2 blocks of MobileNet v2": says what was trained, and the same for the same settings. */
export const nameFor = (dataset: string, base: string, { depth, loss }: TrainingSettings): string =>
  `${dataset}, ${depthInWords(depth, loss)} of ${base}`.slice(0, 120);

export function depthInWords(depth: Depth, loss: TrainingSettings['loss']): string {
  if (depth.kind === 'head') return `${loss === 'svm' ? 'SVM' : loss} head`;
  if (depth.kind === 'all') return 'all layers';
  return depth.blocks === 1 ? 'last block' : `last ${depth.blocks} blocks`;
}

/** A planned run as the list shows it. */
export function runOf(plan: RunPlan): Omit<TrainingRun, 'result'> {
  const { id, name, dataset, startedAtMs, baseModel, baseName, classNames, settings, examples, again } = plan;
  const countOf = (wanted: string): number => examples.filter(({ part }) => part === wanted).length;
  return {
    ...{ id, name, dataset, startedAtMs, baseModel, baseName, classNames },
    ...{ state: 'waiting', problem: null, depth: settings.depth, loss: settings.loss },
    counts: { train: countOf('train'), holdout: countOf('holdout'), test: countOf('test') },
    ...(again !== undefined && { again: { of: again, same: null } }),
  };
}
