import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import {
  EpochRecord,
  fail,
  ModelCard,
  Prediction,
  RunId,
  RunPlan,
  RunResult,
  TrainingRun,
  type Problem,
} from '../../../contract/index.ts';
import { tryLock } from '../../fileLock.ts';
import { readJson, systemCode, writeJson, writeProblem } from '../../models/files.ts';
import { filesIn, readLines, type RunFiles } from './files.ts';
import { modelCardOf } from './modelCard.ts';
import { runOf } from './plan.ts';
import { placeIn } from './reached.ts';

interface Ended {
  readonly result: RunResult;
  readonly card: ModelCard;
}

/** A run that is under way here. Whoever began it ends it, in one of two ways. */
export interface OpenRun {
  readonly plan: RunPlan;
  readonly files: RunFiles;
  /** From here on it is this plan that it follows. @throws disk/full, disk/denied */
  follow(plan: RunPlan): Promise<void>;
  /** What came out of it in an earlier life; null: nothing yet. */
  readonly ended: Ended | null;
  /** Ends it without a result; it can be begun again. */
  leave(state: 'stopped' | 'failed', problem: Problem | null): Promise<void>;
  /** Ends it with one. Where that cannot be written it is still to be left. */
  record(result: RunResult, card: ModelCard): Promise<TrainingRun>;
}

/** The runs of a data folder, one folder each, readable without us. */
export interface RunStore {
  files(id: RunId): RunFiles;
  /** Writes the plan; from here on the run exists. @throws disk/full, disk/denied */
  create(plan: RunPlan): Promise<void>;
  /** Newest first. */
  list(): Promise<TrainingRun[]>;
  /** @throws training/run-unknown */
  find(id: RunId): Promise<TrainingRun>;
  /** @throws training/run-unknown */
  plan(id: RunId): Promise<RunPlan>;
  /** In order; of an epoch that was trained twice, because a crash came between, the later record. */
  epochs(id: RunId): Promise<EpochRecord[]>;
  predictions(id: RunId): Promise<Prediction[]>;
  /** @throws training/run-unknown, training/run-busy */
  begin(id: RunId): Promise<OpenRun>;
  /** @throws training/run-unknown, training/run-busy when a process has it */
  checkFree(id: RunId): Promise<void>;
  /** Into the bin beside the runs. @throws training/run-unknown, training/run-busy */
  forget(id: RunId): Promise<void>;
  /** Out of the bin; one that is not in there stays where it is. @throws training/run-unknown */
  restore(id: RunId): Promise<void>;
}

/** What the list shows, and the process that computes it. */
const StoredRun = TrainingRun.omit({ result: true }).extend({ pid: z.int().nullable() });
type StoredRun = z.infer<typeof StoredRun>;

export function runsIn(dataDir: string): RunStore {
  const runsDir = join(dataDir, 'runs');
  const filesOf = (id: RunId): RunFiles => filesIn(join(runsDir, id));

  const stored = async (id: RunId): Promise<StoredRun> =>
    (await readJson(filesOf(id).state, StoredRun)) ?? fail('training/run-unknown', { run: id });

  const plan = async (id: RunId): Promise<RunPlan> =>
    (await readJson(filesOf(id).plan, RunPlan)) ?? fail('training/run-unknown', { run: id });

  const find = async (id: RunId): Promise<TrainingRun> => {
    const { pid: _pid, ...run } = await stored(id);
    const result = await readJson(filesOf(id).result, RunResult);
    // Its process ended before it could say so.
    const isAbandoned = run.state === 'running' && isFree(filesOf(id).lock);
    const state = isAbandoned ? 'stopped' : run.state;
    const isLeft = state === 'stopped' || state === 'failed';
    return { ...run, result, state, ...(isLeft && { reached: await placeIn(filesOf(id).checkpoint) }) };
  };

  const binOf = (id: RunId): string => join(runsDir, 'bin', id);

  const checkFree = async (id: RunId): Promise<void> => {
    const { pid } = await stored(id);
    if (!isFree(filesOf(id).lock)) fail('training/run-busy', { run: id, pid: pid ?? 'unknown' });
  };

  return {
    files: filesOf,
    async create(made) {
      const files = filesOf(made.id);
      await mkdir(files.folder, { recursive: true }).catch((thrown: unknown) => {
        throw writeProblem(thrown, files.folder);
      });
      await writeJson(files.plan, made);
      await writeJson(files.state, { ...runOf(made), pid: null } satisfies StoredRun);
    },
    async list() {
      const names = await readdir(runsDir).catch(() => []);
      const ids = names.filter((name) => RunId.safeParse(name).success);
      // A folder without a state is a run that is being written, or one that a crash left before it began.
      const runs = await Promise.all(ids.map((id) => find(id).catch(() => null)));
      return runs.filter((run) => run !== null).sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    find,
    plan,
    async epochs(id) {
      const records = await readLines(filesOf(id).metrics, EpochRecord);
      const latest = new Map(records.map((record) => [`${record.restart} ${record.epoch}`, record]));
      return [...latest.values()].sort((a, b) => a.restart - b.restart || a.epoch - b.epoch);
    },
    predictions: (id) => readLines(filesOf(id).predictions, Prediction),
    ...{ begin, checkFree },
    async forget(id) {
      await checkFree(id);
      await mkdir(dirname(binOf(id)), { recursive: true });
      await rm(binOf(id), { recursive: true, force: true });
      await rename(filesOf(id).folder, binOf(id));
    },
    async restore(id) {
      const isHere = await stored(id).then(
        () => true,
        () => false,
      );
      if (isHere) return;
      await rename(binOf(id), filesOf(id).folder).catch((thrown: unknown) => {
        if (systemCode(thrown) === 'ENOENT') fail('training/run-unknown', { run: id });
        throw writeProblem(thrown, filesOf(id).folder);
      });
    },
  };

  async function begin(id: RunId): Promise<OpenRun> {
    const files = filesOf(id);
    let [known, made] = [await stored(id), await plan(id)];
    // Whoever only asks whether it is free holds it for a moment.
    const lock = tryLock(files.lock, 500) ?? fail('training/run-busy', { run: id, pid: known.pid ?? 'unknown' });
    const change = (patch: Partial<StoredRun>): Promise<void> => writeJson(files.state, { ...known, ...patch });
    try {
      await change({ state: 'running', pid: process.pid, problem: null });
    } catch (thrown) {
      lock.release();
      throw thrown;
    }
    return {
      get plan() {
        return made;
      },
      ...{ files, ended: await endOf(files) },
      async follow(next) {
        await writeJson(files.plan, next);
        known = { ...runOf(next), pid: known.pid };
        made = next;
        await change({ state: 'running', pid: process.pid, problem: null });
      },
      async leave(state, problem) {
        await change({ state, problem, pid: null }).finally(() => lock.release());
      },
      async record(result, card) {
        await writeJson(files.card, card);
        await writeWhole(files.readme, modelCardOf({ plan: made, result, card }));
        await writeJson(files.result, result);
        await change({ state: 'done', pid: null, problem: null, ...(await comparedWith(made.again, result)) });
        lock.release();
        return find(id);
      },
    };
  }

  /** Whether a run made again has the same model, every byte of it; null where the first one is not to be found. */
  async function comparedWith(first: RunId | undefined, { model }: RunResult): Promise<Pick<StoredRun, 'again'>> {
    if (first === undefined) return {};
    const original = await readJson(filesOf(first).result, RunResult);
    return { again: { of: first, same: original === null ? null : original.model === model } };
  }
}

/** result.json is written last: where it is, all is. */
async function endOf(files: RunFiles): Promise<Ended | null> {
  const [result, card] = [await readJson(files.result, RunResult), await readJson(files.card, ModelCard)];
  return result && card && { result, card };
}

function isFree(lockFile: string): boolean {
  const lock = tryLock(lockFile, 0);
  lock?.release();
  return lock !== null;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  try {
    await writeFile(draft, text, { flush: true });
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw writeProblem(thrown, path);
  }
}
