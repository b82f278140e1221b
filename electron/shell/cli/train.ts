import { copyFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  failure,
  RunId,
  type EngineContract,
  type OutputOf,
  type TrainingRun,
  type TrainingSettings,
} from '../../contract/index.ts';
import { jsonOption, type Command, type Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { modelHash } from './models.ts';
import { print, printJson } from './output.ts';
import { findingInWords, reportInWords, runInWords, runRecord } from './reports.ts';
import { withEngine, type Session } from './session.ts';
import { folderHelp, granted, readSource, type TypedSource } from './sources.ts';
import { follow } from './training.ts';
import { readSettings, trainHelp, trainOptions } from './trainValues.ts';

/** fovea train: learn the classes of folders, and say honestly how well. */
export const train: Command = {
  name: 'train',
  synopsis:
    'FOLDER… [--model M] [--head svm|softmax] [--depth head|block:K|all] [--epochs N] [--patience N] [--seed N] [--test F] [--views N] [--lr X] [--adversarial E] [--name NAME] [--out FILE.onnx] [--csv FILE] [--resume RUN] [--json]',
  summary: 'learn the classes of folders of photos',
  help: [
    ...folderHelp,
    '--model M          a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    ...trainHelp,
    '--name NAME        what the model is called; else what it was made from',
    '--out FILE.onnx    writes the trained network there as well, with its card inside',
    '--resume RUN       goes on with a run that was stopped or cut off, from its last checkpoint',
    '--json             one JSON object per epoch, {"summary":…} last',
  ],
  options: {
    ...jsonOption,
    ...trainOptions,
    model: { type: 'string' },
    name: { type: 'string' },
    out: { type: 'string' },
    csv: { type: 'string' },
    resume: { type: 'string' },
  },
  words: { min: 0, max: Infinity },
  run: (folders, values) => {
    const asked = readTrain(folders, values);
    return withEngine((session) => learn(session, asked));
  },
};

interface Asked {
  readonly json: boolean;
  readonly out: string | null;
  readonly resume: RunId | null;
  /** null where a run is resumed. */
  readonly source: TypedSource | null;
  readonly model: string | null;
  readonly settings: TrainingSettings;
  readonly name: string;
}

/** @throws UsageError */
export function readTrain(folders: readonly string[], values: Values): Asked {
  const { json, out, resume, csv, model, name } = values;
  const text = (value: string | boolean | undefined): string | null => (typeof value === 'string' ? value : null);
  const resumed = resume === undefined ? null : readRun(resume);
  const others = [...Object.keys(trainOptions), 'model', 'name', 'csv'].filter(
    (option) => values[option] !== undefined,
  );
  if (resumed !== null && (folders.length > 0 || others.length > 0))
    throw new UsageError('--resume goes on with a run as it was planned; only --out and --json go with it.');
  return {
    json: json === true,
    out: text(out),
    resume: resumed,
    source: resumed === null ? readSource(folders, csv) : null,
    model: text(model),
    settings: readSettings(values),
    name: (text(name) ?? '').slice(0, 120),
  };
}

/** @throws UsageError */
export function readRun(typed: string | boolean): RunId {
  const run = RunId.safeParse(typed);
  if (!run.success) throw new UsageError(`"${String(typed)}" is no run; a run is called like 20261124-101530-0a1b.`);
  return run.data;
}

type Ended = OutputOf<EngineContract['training.resumeFiles']> & Partial<OutputOf<EngineContract['training.files']>>;

async function learn(session: Session, asked: Asked): Promise<ExitCode> {
  const { json, out, resume, source, settings, name } = asked;
  if (out !== null) await checkFolderOf(out);
  const model = await modelHash(session, asked.model);
  const examples = source === null ? null : await granted(session, source);
  return follow<Ended>(session, {
    ...{ json, run: resume },
    ask: (options) =>
      resume === null && examples !== null
        ? session.engine.ask('training.files', { source: examples, model, settings, name }, options)
        : session.engine.ask('training.resumeFiles', { run: resume ?? '' }, options),
    async report(ended, seconds) {
      if (out !== null) await writeOut(ended.path, resolve(out));
      const findings = ended.findings ?? [];
      if (json)
        printJson({
          summary: { ...runRecord(ended, seconds), findings: findings.map(findingInWords), out, stopped: false },
        });
      else {
        printRun(ended.run, seconds);
        if (out !== null) print(`Written to ${out}.`);
      }
      return exit.done;
    },
  });
}

export function printRun(run: TrainingRun, seconds: number): void {
  if (run.result) reportInWords(run.result.report).forEach(print);
  runInWords(run, seconds).forEach(print);
}

/** @throws disk/full, disk/denied  the model is on the shelf all the same */
async function writeOut(network: string, path: string): Promise<void> {
  await copyFile(network, path).catch((thrown: unknown) => {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw failure('disk/full', { path });
    if (code === 'EACCES' || code === 'EPERM') throw failure('disk/denied', { path });
    throw thrown;
  });
}

/** What an hour of training ends with must not be a typing error. @throws library/path-missing */
async function checkFolderOf(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) throw failure('library/path-missing', { path: folder });
}
