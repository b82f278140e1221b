import type { EngineContract, OutputOf } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { modelHash } from './models.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { reportInWords, reportRecord } from './reports.ts';
import { withEngine, type Session } from './session.ts';
import { folderHelp, granted, readSource, type TypedSource } from './sources.ts';

/** fovea eval: how good a model is on photos whose classes are known. */
export const evaluate: Command = {
  name: 'eval',
  synopsis: 'MODEL FOLDER… [--csv FILE] [--json]',
  summary: 'judge a model on folders of photos',
  help: [
    'MODEL              a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    ...folderHelp,
    '--json             one JSON object per class, {"summary":…} last',
  ],
  options: { ...jsonOption, csv: { type: 'string' } },
  words: { min: 1, max: Infinity },
  run: ([model, ...folders], { json, csv }) => {
    if (model === undefined) throw new UsageError('Name a model.');
    const source = readSource(folders, csv);
    return withEngine((session) => judge(session, model, source, json === true));
  },
};

type Judged = OutputOf<EngineContract['training.evaluate']>;

async function judge(session: Session, typed: string, source: TypedSource, json: boolean): Promise<ExitCode> {
  const model = (await modelHash(session, typed)) ?? typed;
  const asked = { source: await granted(session, source), model };
  const line = progressLine('photos');
  const startedMs = performance.now();
  try {
    const judged = await session.engine.ask('training.evaluate', asked, {
      signal: session.stop,
      onProgress: ({ done, total }) => line.show(done, total),
    });
    line.clear();
    if (json) printRecord(judged, Math.round(performance.now() - startedMs) / 1000);
    else [judged.model, '', ...reportInWords(judged.report)].forEach(print);
    return exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

function printRecord({ report, classNames, model }: Judged, seconds: number): void {
  const perClass = report.classes.map(({ className, count, precision, recall, f1 }) => ({
    ...{ class: className, count, precision: precision?.value ?? null, recall: recall?.value ?? null, f1 },
  }));
  perClass.forEach(printJson);
  const { confusion } = report;
  printJson({
    summary: { model, classes: classNames, ...reportRecord(report), perClass, confusion, seconds, stopped: false },
  });
}
