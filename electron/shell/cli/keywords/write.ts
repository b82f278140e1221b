import { resolve } from 'node:path';
import type { KeywordFile, KeywordOptions, KeywordPreview, KeywordTotals } from '../../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Values } from '../command.ts';
import { reportJob, watchJobs } from '../exchange/queued.ts';
import { exit, UsageError, type ExitCode } from '../exit.ts';
import { grantPhotos } from '../grants.ts';
import { print, printJson, sentences, tell } from '../output.ts';
import { progressLine } from '../progressLine.ts';
import { withEngine, type Session } from '../session.ts';
import { counted } from '../tables.ts';
import { keywordOptionsFrom, writingHelp, writingOptions } from './values.ts';

/** fovea keywords write: labels of the library, or of a table, into sidecars. */
export const keywordsWrite: Command = {
  name: 'keywords write',
  synopsis:
    'PATH…|--csv FILE [--dry-run] [--into PLACE] [--naming N] [--ancestors A] [--suggested P] [--ratings] [--states] [--json]',
  summary: 'write the labels of photos as keywords into their sidecars',
  help: ['PATH…              photos of the library, and folders with everything in them', ...writingHelp, jsonHelp],
  options: { ...writingOptions, ...jsonOption },
  words: { min: 0, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(paths, values);
    return withEngine((session) => {
      if (asked.csv !== null) return writeTable(session, asked.csv, asked);
      return asked.dryRun ? preview(session, paths, asked) : write(session, paths, asked);
    });
  },
};

interface Asked {
  readonly csv: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly options: KeywordOptions;
}

function readValues(paths: readonly string[], values: Values): Asked {
  const { csv, json } = values;
  if ((typeof csv === 'string') === paths.length > 0) throw new UsageError('Name photos, or a table with --csv FILE.');
  const options = keywordOptionsFrom(values);
  return {
    csv: typeof csv === 'string' ? resolve(csv) : null,
    ...{ dryRun: values['dry-run'] === true, json: json === true, options },
  };
}

async function granted(session: Session, paths: readonly string[]): Promise<string[]> {
  const { grants, missing } = await grantPhotos(session, paths);
  missing.forEach(({ problem }) => tell(sentences(problem)));
  return grants;
}

async function preview(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const grants = await granted(session, paths);
  if (grants.length === 0) return exit.nothing;
  const line = progressLine('photos');
  const found: KeywordPreview = await session.engine
    .ask(
      'keywords.preview',
      { what: { grants }, options: asked.options },
      { signal: session.stop, onProgress: ({ done, total }) => line.show(done, total) },
    )
    .finally(() => line.clear());
  found.files.forEach(asked.json ? printJson : show);
  return report(found.totals, asked);
}

async function write(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const grants = await granted(session, paths);
  if (grants.length === 0) return exit.nothing;
  const { options, json } = asked;
  const job = await watchJobs(session, () => session.engine.ask('keywords.write', { what: { grants }, options }));
  if (job.failed > 0) {
    const failed = await session.engine.ask('keywords.failed', undefined);
    failed.forEach(json ? printJson : show);
  }
  return reportJob(job, json);
}

async function writeTable(session: Session, csv: string, asked: Asked): Promise<ExitCode> {
  const [list] = await granted(session, [csv]);
  if (list === undefined) return exit.nothing;
  const line = progressLine('photos');
  const onProgress = (step: { done: number; total: number; files: readonly KeywordFile[] }): void => {
    line.clear();
    step.files.forEach(asked.json ? printJson : show);
    line.show(step.done, step.total);
  };
  const { options, dryRun } = asked;
  const totals = await session.engine
    .ask('keywords.writeListed', { list, options, dryRun }, { signal: session.stop, onProgress })
    .finally(() => line.clear());
  return report(totals, asked);
}

function show({ path, file, does, added, removed, rating, losses, problem }: KeywordFile): void {
  const stars = rating === null ? [] : [counted(rating, 'star')];
  const signed = [...added.map((one) => `+${one}`), ...removed.map((one) => `−${one}`), ...stars].join(', ');
  const what = problem ? sentences(problem) : does === 'nothing' ? 'as it is' : signed || 'changed';
  print([`${file === '' ? path : file}: ${what}`, ...losses].join(' '));
}

function report(totals: KeywordTotals, { json, dryRun }: Asked): ExitCode {
  const { photos, create, change, nothing, refuse } = totals;
  if (json) printJson({ summary: { ...totals, dryRun } });
  else {
    const would = dryRun ? ' would be' : '';
    const refused = refuse > 0 ? `, ${refuse} cannot be written` : '';
    tell(
      `${counted(photos, 'photo')}: ${counted(create, 'file')}${would} made, ${change} changed, ${nothing} stay${refused}.`,
    );
  }
  return refuse > 0 ? exit.someFailed : exit.done;
}
